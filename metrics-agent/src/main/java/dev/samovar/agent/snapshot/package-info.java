/**
 * What is known of all endpoints at one moment, immutable, and its spellings in the store and for
 * people. Depends on {@code scrape}, {@code map}, {@code time} and Jackson.
 */
package dev.samovar.agent.snapshot;
