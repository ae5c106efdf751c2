package dev.samovar.agent.scrape;

import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Fetches one document over HTTP. */
@FunctionalInterface
public interface HttpFetcher {

  /**
   * Feeds the body of a 200 answer to {@code sink}, piece by piece, one at a time. The stage
   * completes behind the last piece with the number of bytes, or within the deadline with a {@link
   * FetchException}; pieces may still arrive behind that.
   */
  CompletionStage<Long> fetch(URI uri, Duration deadline, Consumer<ByteBuffer> sink);
}
