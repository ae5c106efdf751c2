package dev.samovar.agent.scrape;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Fetches the metrics of one target over HTTP. */
@FunctionalInterface
public interface HttpFetcher {

  /**
   * Feeds the body of a 200 answer to {@code sink}, piece by piece, one at a time. The stage
   * completes behind the last piece with the number of bytes, or within the deadline with a {@link
   * FetchException}; pieces may still arrive behind that.
   */
  CompletionStage<Long> fetch(Target target, Duration deadline, Consumer<ByteBuffer> sink);
}
