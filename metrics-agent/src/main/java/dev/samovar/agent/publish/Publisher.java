package dev.samovar.agent.publish;

import dev.samovar.agent.map.Load;
import dev.samovar.agent.snapshot.EndpointState;
import dev.samovar.agent.snapshot.Snapshots;
import dev.samovar.agent.store.Pipeline;
import dev.samovar.agent.time.Clock;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.CompletionException;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the load of every scraped provider each round. A provider of which no target's load is
 * known is not written, so its key expires; counted from the last scrape, and not from the writing,
 * so that a dead engine's load is soon no longer there to be chosen by.
 */
public final class Publisher {
  private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);
  private static final Duration SHORTEST_TTL = Duration.ofSeconds(5);
  private final Map<String, String> keyByProvider;
  private final Load load;
  private final Snapshots snapshots;
  private final Predicate<String> mine;
  private final Clock clock;
  private final Duration ttl;
  private volatile boolean failing;

  /**
   * @param keyByProvider the whole key, of scraped providers only
   * @param mine whether this agent writes the key; of several agents one does
   */
  public Publisher(
      Map<String, String> keyByProvider,
      Load load,
      Snapshots snapshots,
      Predicate<String> mine,
      Clock clock,
      Duration interval) {
    this.keyByProvider = Map.copyOf(keyByProvider);
    this.load = load;
    this.snapshots = snapshots;
    this.mine = mine;
    this.clock = clock;
    this.ttl = ttl(interval);
  }

  /** How long a written figure lives: ten intervals, at least five seconds. */
  public static Duration ttl(Duration interval) {
    Duration ten = interval.multipliedBy(10);
    return ten.compareTo(SHORTEST_TTL) < 0 ? SHORTEST_TTL : ten;
  }

  /** Joins a round. */
  public void join(Pipeline pipeline) {
    written()
        .forEach(
            (key, load) -> {
              if (mine.test(key)) {
                pipeline
                    .put(key, text(load.sum()), ttl.minusMillis(load.youngestMillis()))
                    .whenComplete(
                        (done, error) ->
                            told(error instanceof CompletionException ? error.getCause() : error));
              }
            });
  }

  /** A sum, and the age of the youngest figure in it. */
  private record Written(double sum, long youngestMillis) {
    Written plus(Written other) {
      return new Written(sum + other.sum, Math.min(youngestMillis, other.youngestMillis));
    }
  }

  /** The sum over the targets whose load is known, by key. */
  Map<String, String> loads() {
    Map<String, String> texts = new LinkedHashMap<>();
    written().forEach((key, load) -> texts.put(key, text(load.sum())));
    return texts;
  }

  private Map<String, Written> written() {
    Map<String, Written> sums = new LinkedHashMap<>();
    for (EndpointState endpoint : snapshots.current().endpoints()) {
      String key = keyByProvider.get(endpoint.target().provider());
      if (key == null || endpoint.seen().isEmpty()) {
        continue;
      }
      OptionalDouble value = load.of(endpoint.seen().get().signals());
      long age = clock.millisSince(endpoint.seen().get().scrapedAtNanos());
      if (value.isPresent() && age < ttl.toMillis()) {
        sums.merge(key, new Written(value.getAsDouble(), Math.max(0, age)), Written::plus);
      }
    }
    return sums;
  }

  /** Plain decimal notation where it stays short; a whole number without a fraction. */
  private static String text(double sum) {
    if (sum >= 1e15) {
      return Double.toString(sum);
    }
    BigDecimal exact = BigDecimal.valueOf(sum).stripTrailingZeros();
    return (exact.scale() < 0 ? exact.setScale(0) : exact).toPlainString();
  }

  private void told(Throwable error) {
    if (error == null && failing) {
      failing = false;
      LOG.info("load is written again");
    } else if (error != null && !failing) {
      failing = true;
      LOG.atWarn().addKeyValue("reason", error.getMessage()).log("load is not written");
    }
  }
}
