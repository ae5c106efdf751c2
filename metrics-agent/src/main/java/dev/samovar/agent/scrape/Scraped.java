package dev.samovar.agent.scrape;

import dev.samovar.agent.map.Signals;

/**
 * What one target last told.
 *
 * @param scrapedAtNanos when the scrape began, by the agent's clock
 * @param malformed lines that are no samples
 * @param unusable samples that are no figures, or repeated
 */
public record Scraped(
    Target target, Signals signals, long scrapedAtNanos, int malformed, int unusable) {}
