/**
 * What files say together of one deployment: plugin configurations, routes, clusters, connections,
 * agents. Depends on {@code document}, Jackson and the core's configuration.
 */
package dev.samovar.cli.deployment;
