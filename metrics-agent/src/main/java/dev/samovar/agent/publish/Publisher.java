package dev.samovar.agent.publish;

import dev.samovar.agent.map.Load;
import dev.samovar.agent.scrape.Board;
import dev.samovar.agent.scrape.Scraped;
import dev.samovar.agent.store.Store;
import dev.samovar.agent.time.Clock;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the load of every scraped provider each interval, in one round trip, one at a time. A
 * provider of which no target's load is known is not written, so its key expires.
 */
public final class Publisher {
  private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);
  private static final Duration SHORTEST_TTL = Duration.ofSeconds(5);

  private final Map<String, String> keyByProvider;
  private final Load load;
  private final Board board;
  private final Store store;
  private final Clock clock;
  private final Duration interval;
  private final Duration ttl;
  private final AtomicBoolean writing = new AtomicBoolean();
  private volatile boolean failing;

  /**
   * @param keyByProvider the whole key, of scraped providers only
   */
  public Publisher(
      Map<String, String> keyByProvider,
      Load load,
      Board board,
      Store store,
      Clock clock,
      Duration interval) {
    this.keyByProvider = Map.copyOf(keyByProvider);
    this.load = load;
    this.board = board;
    this.store = store;
    this.clock = clock;
    this.interval = interval;
    this.ttl = ttl(interval);
  }

  /** How long a written load lives: ten intervals, at least five seconds. */
  static Duration ttl(Duration interval) {
    Duration ten = interval.multipliedBy(10);
    return ten.compareTo(SHORTEST_TTL) < 0 ? SHORTEST_TTL : ten;
  }

  public void start(ScheduledExecutorService scheduler) {
    long nanos = interval.toNanos();
    scheduler.scheduleAtFixedRate(this::once, nanos, nanos, TimeUnit.NANOSECONDS);
  }

  void once() {
    Map<String, String> loads = loads();
    if (loads.isEmpty() || !writing.compareAndSet(false, true)) {
      return;
    }
    store
        .write(loads, ttl)
        .whenComplete(
            (done, error) -> {
              writing.set(false);
              told(error instanceof CompletionException ? error.getCause() : error);
            });
  }

  /** The sum over the targets whose load is known, by key. */
  Map<String, String> loads() {
    Map<String, Double> sums = new LinkedHashMap<>();
    for (Scraped scraped : board.all()) {
      String key = keyByProvider.get(scraped.target().provider());
      OptionalDouble value = load.of(scraped.signals());
      boolean young = clock.millisSince(scraped.scrapedAtNanos()) <= ttl.toMillis();
      if (key != null && value.isPresent() && young) {
        sums.merge(key, value.getAsDouble(), Double::sum);
      }
    }
    Map<String, String> texts = new LinkedHashMap<>();
    sums.forEach((key, sum) -> texts.put(key, text(sum)));
    return texts;
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
