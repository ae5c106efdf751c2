package dev.samovar.agent.config;

import java.time.Duration;

/**
 * How targets are read.
 *
 * @param interval from the start of one scrape of a target to the next, 10 ms to 1 h
 * @param timeout deadline of one scrape, body included, 1 ms to 60 s
 */
public record ScrapeConfig(Duration interval, Duration timeout) {
  public static final Duration DEFAULT_INTERVAL = Duration.ofMillis(250);
  public static final Duration DEFAULT_TIMEOUT = Duration.ofMillis(200);
}
