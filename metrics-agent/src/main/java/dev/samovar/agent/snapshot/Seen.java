package dev.samovar.agent.snapshot;

import dev.samovar.agent.map.Signals;

/**
 * What an endpoint last told.
 *
 * @param scrapedAtMillis when that scrape began, in milliseconds since 1970
 * @param scrapedAtNanos the same by this agent's clock; ages count from it
 * @param by the agent that scraped it
 */
public record Seen(Signals signals, long scrapedAtMillis, long scrapedAtNanos, String by) {}
