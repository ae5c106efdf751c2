/**
 * The filter's configuration: read from JSON, in the native spelling or in a dialect, checked as a
 * whole. Depends on {@code json}.
 */
package dev.samovar.core.config;
