/**
 * The last stage: the load of each provider into the store. Depends on {@code scrape} and {@code
 * store}.
 */
package dev.samovar.agent.publish;
