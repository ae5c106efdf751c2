/**
 * The filter's configuration: read from JSON, in the native spelling or in a dialect, checked as a
 * whole. Depends on {@code json} and {@code text}.
 */
package dev.samovar.core.config;
