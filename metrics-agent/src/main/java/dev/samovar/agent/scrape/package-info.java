/**
 * Reads targets: fetch (bytes), parse (samples), map (signals), and an immutable result of each.
 * One loop per target, one request in flight, a deadline for each. Depends on {@code parse}, {@code
 * map}, {@code config}, {@code tls}, {@code metrics}, {@code time}.
 */
package dev.samovar.agent.scrape;
