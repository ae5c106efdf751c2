package dev.samovar.llmsim.engine;

import dev.samovar.llmsim.time.Timers;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * An inference engine in simulated time: sequences wait for a slot, take a prefill, then decode one
 * token after the other, each at its own pace.
 *
 * <p>Token times are counted from the end of the prefill, so that a late timer delays one token and
 * not all that follow. Not thread-safe: it runs on the thread of its timers.
 */
public final class Engine {
  private final Capacity capacity;
  private final Pace pace;
  private final Timers timers;
  private final Meter meter;
  private final PrefixCache cache;
  private final Set<Sequence> waiting = new LinkedHashSet<>();
  private final Set<Sequence> running = new LinkedHashSet<>();
  private final List<Sequence> frozen = new ArrayList<>();
  private long blocksHeld;
  private long extraPrefillNanos;
  private boolean hung;

  public Engine(Capacity capacity, Pace pace, Timers timers, Meter meter) {
    this.capacity = capacity;
    this.pace = pace;
    this.timers = timers;
    this.meter = meter;
    this.cache = new PrefixCache(capacity.blocks());
  }

  /** Queues {@code work}; its output comes later, never from inside this call. */
  public Sequence submit(Work work, Output output) {
    Sequence sequence = new Sequence(work, output, timers.now());
    waiting.add(sequence);
    admit();
    return sequence;
  }

  /** Ends a sequence without a further word to its output; harmless when it is over. */
  public void cancel(Sequence sequence) {
    if (waiting.remove(sequence)) {
      return;
    }
    if (running.contains(sequence)) {
      release(sequence);
    }
  }

  /** Makes every prefill that begins from now on longer by {@code nanos}, ≥ 0. */
  public void slowBy(long nanos) {
    extraPrefillNanos = nanos;
  }

  /** While {@code hang} holds, nothing moves; afterwards what stood still goes on. */
  public void hang(boolean hang) {
    hung = hang;
    if (!hang) {
      List<Sequence> thawed = List.copyOf(frozen);
      frozen.clear();
      for (Sequence sequence : thawed) {
        sequence.decodeStart += sequence.tokens == 0 ? 0 : timers.now() - sequence.due();
        sequence.timer = timers.after(0, () -> step(sequence));
      }
    }
  }

  public Load load() {
    double usage = Math.min(1.0, (double) blocksHeld / capacity.blocks());
    return new Load(waiting.size(), running.size(), usage);
  }

  public Capacity capacity() {
    return capacity;
  }

  private void admit() {
    while (running.size() < capacity.slots() && !waiting.isEmpty()) {
      Sequence next = waiting.iterator().next();
      waiting.remove(next);
      running.add(next);
      hold(next, blocksFor(next.work.promptTokens()));
      next.timer = timers.after(pace.prefillNanos() + extraPrefillNanos, () -> step(next));
    }
  }

  private void step(Sequence sequence) {
    if (hung) {
      frozen.add(sequence);
      return;
    }
    long now = timers.now();
    Work work = sequence.work;
    if (sequence.tokens == 0) {
      sequence.decodeStart = now;
      int cached = cache.lookUpAndKeep(work.prefix()) * capacity.blockTokens();
      meter.prefilled(work.promptTokens(), Math.min(cached, work.promptTokens()));
      meter.firstToken(now - sequence.submitted);
    } else {
      meter.interToken(now - sequence.lastToken);
    }
    if (work.outputTokens() > 0) {
      meter.generated();
      sequence.lastToken = now;
      int index = sequence.tokens++;
      hold(sequence, blocksFor((long) work.promptTokens() + sequence.tokens));
      if (sequence.tokens < work.outputTokens()) {
        sequence.timer = timers.at(sequence.due(), () -> step(sequence));
      }
      sequence.output.token(index);
    }
    if (sequence.tokens >= work.outputTokens() && running.contains(sequence)) {
      release(sequence);
      sequence.output.done();
    }
  }

  private void hold(Sequence sequence, long blocks) {
    blocksHeld += blocks - sequence.blocks;
    sequence.blocks = blocks;
  }

  private long blocksFor(long tokens) {
    return (tokens + capacity.blockTokens() - 1) / capacity.blockTokens();
  }

  private void release(Sequence sequence) {
    running.remove(sequence);
    frozen.remove(sequence);
    hold(sequence, 0);
    sequence.timer.cancel();
    admit();
  }

  /** One request on its way through the engine. */
  public final class Sequence {
    private final Work work;
    private final Output output;
    private final long submitted;
    private Timers.Timer timer;
    private long decodeStart;
    private long lastToken;
    private long blocks;
    private int tokens;

    private Sequence(Work work, Output output, long submitted) {
      this.work = work;
      this.output = output;
      this.submitted = submitted;
    }

    private long due() {
      return decodeStart + tokens * pace.tokenNanos();
    }
  }
}
