/**
 * Every endpoint that one worker knows: what its engine told at the last scrape and what this
 * worker saw of it since. Depends on {@code text}.
 */
package dev.samovar.core.fleet;
