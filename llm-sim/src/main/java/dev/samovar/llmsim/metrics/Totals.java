package dev.samovar.llmsim.metrics;

import dev.samovar.llmsim.engine.Lifetime;
import dev.samovar.llmsim.engine.Meter;
import java.time.Clock;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Everything that one engine has done since it started. Times are in seconds. */
public final class Totals implements Meter {
  private static final double NANOS = 1e-9;

  final Histogram firstToken;
  final Histogram interToken;
  final Histogram meanInterToken;
  final Histogram total;
  final Histogram queue;
  final Histogram prefill;
  final Histogram decode;
  final Map<Lifetime.End, Long> ended = new EnumMap<>(Lifetime.End.class);
  long promptTokens;
  long generatedTokens;
  long prefixQueries;
  long prefixHits;
  long begun;
  long preemptions;
  long steps;

  /** The share of the last prompt that was cached. */
  double lastHitRate;

  final AdapterHistory adapters;

  /**
   * Counts in the buckets of {@code spelling}.
   *
   * @param wall tells when adapters were at work
   */
  public Totals(Spelling spelling, Clock wall) {
    this.adapters = new AdapterHistory(wall);
    Buckets buckets = spelling.buckets();
    this.firstToken = new Histogram(buckets.firstToken());
    this.interToken = new Histogram(buckets.interToken());
    this.meanInterToken = new Histogram(buckets.interToken());
    this.total = new Histogram(buckets.total());
    this.queue = new Histogram(buckets.queue());
    this.prefill = new Histogram(buckets.total());
    this.decode = new Histogram(buckets.total());
    for (Lifetime.End end : Lifetime.End.values()) {
      ended.put(end, 0L);
    }
  }

  @Override
  public void prefilled(int prompt, int cached) {
    begun++;
    promptTokens += prompt;
    prefixQueries += prompt;
    prefixHits += cached;
    lastHitRate = prompt == 0 ? 0 : (double) cached / prompt;
  }

  @Override
  public void firstToken(long nanos) {
    firstToken.observe(nanos * NANOS);
  }

  @Override
  public void generated() {
    generatedTokens++;
  }

  @Override
  public void interToken(long nanos) {
    interToken.observe(nanos * NANOS);
  }

  @Override
  public void preempted() {
    preemptions++;
  }

  @Override
  public void stepped() {
    steps++;
  }

  @Override
  public void adapters(List<String> running, List<String> waiting) {
    adapters.note(running, waiting);
  }

  /** Times of a cancelled request are not observed: its client saw no end of them. */
  @Override
  public void finished(Lifetime lifetime) {
    ended.merge(lifetime.end(), 1L, Long::sum);
    if (lifetime.end() == Lifetime.End.ABORT) {
      return;
    }
    total.observe(lifetime.totalNanos() * NANOS);
    queue.observe(lifetime.queueNanos() * NANOS);
    prefill.observe(lifetime.prefillNanos() * NANOS);
    decode.observe(lifetime.decodeNanos() * NANOS);
    if (lifetime.outputTokens() > 1) {
      meanInterToken.observe(lifetime.decodeNanos() * NANOS / (lifetime.outputTokens() - 1));
    }
  }

  /** Requests that came to their end. */
  long succeeded() {
    return ended.get(Lifetime.End.STOP) + ended.get(Lifetime.End.LENGTH);
  }
}
