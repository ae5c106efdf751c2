package dev.samovar.agent.scrape;

import dev.samovar.agent.map.History;
import dev.samovar.agent.map.Signals;
import dev.samovar.agent.parse.Parsed;
import dev.samovar.agent.parse.TextParser;
import dev.samovar.agent.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** One scrape of one target: fetch, parse while the bytes come, map. */
final class Scraper {
  private final HttpFetcher fetcher;
  private final Duration deadline;
  private final Clock clock;

  Scraper(HttpFetcher fetcher, Duration deadline, Clock clock) {
    this.fetcher = fetcher;
    this.deadline = deadline;
    this.clock = clock;
  }

  /** Completes with the result, or with a {@link FetchException} when it told no signal at all. */
  CompletionStage<Scraped> scrape(Target target, History history) {
    long start = clock.nanos();
    TextParser parser = new TextParser(target.engine().wantedNames());
    return fetcher
        .fetch(target, deadline, parser::feed)
        .thenApply(
            bytes -> {
              Parsed parsed = parser.finish();
              Signals signals = target.engine().signals(parsed.samples(), history, start);
              if (signals.isEmpty()) {
                throw new CompletionException(
                    new FetchException(
                        "no_signal", "no metric of engine " + target.engine().name() + " in it"));
              }
              return new Scraped(target, signals, start, parsed.malformed(), parsed.unusable());
            });
  }
}
