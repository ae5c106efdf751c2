/**
 * Every endpoint that one worker knows: what its engine told at the last scrape, what this worker
 * saw of it since, and which prompt prefixes it is thought to hold. Depends on nothing.
 */
package dev.samovar.core.fleet;
