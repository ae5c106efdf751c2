/**
 * The filter's configuration: read from JSON, in the native spelling or in a dialect, checked as a
 * whole. Depends on {@code json}, {@code text}, and {@code policy} for the names and parameters of
 * policies.
 */
package dev.samovar.core.config;
