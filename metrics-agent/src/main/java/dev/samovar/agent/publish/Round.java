package dev.samovar.agent.publish;

import dev.samovar.agent.store.Pipeline;
import dev.samovar.agent.store.Store;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything that goes into the store and comes out of it, in one round trip, one at a time. */
public final class Round {
  private static final Logger LOG = LoggerFactory.getLogger(Round.class);
  private final Store store;
  private final List<Consumer<Pipeline>> parts;
  private final AtomicBoolean underWay = new AtomicBoolean();

  /**
   * @param parts each notes its commands
   */
  public Round(Store store, List<Consumer<Pipeline>> parts) {
    this.store = store;
    this.parts = List.copyOf(parts);
  }

  /** Begins at once, then again every {@code period}. */
  public void start(ScheduledExecutorService scheduler, Duration period) {
    scheduler.scheduleAtFixedRate(this::once, 0, period.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** One round, unless the last is still under way. */
  public void once() {
    if (!underWay.compareAndSet(false, true)) {
      return;
    }
    try {
      Pipeline pipeline = store.pipeline();
      parts.forEach(part -> part.accept(pipeline));
      pipeline.send().whenComplete((done, error) -> underWay.set(false));
    } catch (RuntimeException e) {
      underWay.set(false);
      LOG.error("a round failed inside the agent", e);
    }
  }
}
