package dev.samovar.launcher;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Asks the agent whether it is ready with a Redis of the user's own, and gives up early when that
 * Redis does not take it: after 2 s of refused credentials, after 5 s of a refused connection.
 */
final class OwnRedisProbe implements Probe {

  /** What the agent's {@code /readyz} says; the patience leaves time for a Redis that starts. */
  private enum Refusal {
    CREDENTIALS("credentials refused: ", Duration.ofSeconds(2)),
    CONNECTION("connection refused: ", Duration.ofSeconds(5));

    private final String words;
    private final Duration patience;

    Refusal(String words, Duration patience) {
      this.words = words;
      this.patience = patience;
    }
  }

  private final Probe agent;
  private final RedisUri uri;
  private final LongSupplier nanos;
  private Refusal last;
  private long since;

  /**
   * A probe for one start.
   *
   * @param nanos the time, from any beginning
   */
  OwnRedisProbe(Probe agent, RedisUri uri, LongSupplier nanos) {
    this.agent = agent;
    this.uri = uri;
    this.nanos = nanos;
  }

  @Override
  public Optional<String> ask() {
    Optional<String> waiting = agent.ask();
    waiting.ifPresent(this::judge);
    return waiting;
  }

  private void judge(String reason) {
    for (Refusal refusal : Refusal.values()) {
      int at = reason.indexOf("redis: " + refusal.words);
      if (at < 0) {
        continue;
      }
      long now = nanos.getAsLong();
      if (last != refusal) {
        last = refusal;
        since = now;
      }
      if (now - since >= refusal.patience.toNanos()) {
        String words = reason.substring(at + "redis: ".length());
        throw new RefusedException(uri.origin() + ": " + uri + ": " + words);
      }
      return;
    }
  }
}
