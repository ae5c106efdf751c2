/**
 * Which endpoint is thought to hold which part of which prompt in its cache. Depends on {@code
 * fleet} and {@code policy}.
 */
package dev.samovar.core.prefix;
