package dev.samovar.cli.simulate.gateway;

import dev.samovar.cli.simulate.engine.Engine;

/** One engine as the network shows it: when it is there, when it fails, what it tells of itself. */
public final class Replica {
  private final Engine engine;
  private final ReplicaPlan plan;
  private long tokensIn;
  private long tokensOut;
  private long firstTokens;
  private double firstTokenSeconds;
  private double decodeSeconds;
  private long decodedTokens;

  public Replica(Engine engine, ReplicaPlan plan) {
    this.engine = engine;
    this.plan = plan;
  }

  public Engine engine() {
    return engine;
  }

  /** Whether it is part of the fleet. */
  public boolean isThere(long now) {
    return now >= plan.joins();
  }

  /** Whether it refuses what comes. */
  public boolean fails(long now) {
    return now >= plan.failsFrom() && now < plan.failsUntil();
  }

  /** Counts a first token, as the engine's own histograms do. */
  public void firstToken(int promptTokens, double seconds) {
    firstTokens++;
    firstTokenSeconds += seconds;
    tokensIn += promptTokens;
    tokensOut++;
  }

  /** Counts an answer's further tokens and the time from its first to its last. */
  public void answered(int outputTokens, double seconds) {
    tokensOut += outputTokens - 1;
    decodedTokens += outputTokens - 1;
    decodeSeconds += seconds;
  }

  /** What a scrape reads now. */
  public Scrape scrape(long now) {
    return new Scrape(
        now,
        engine.waiting(),
        engine.running(),
        engine.kvUsage(),
        engine.model().kvBlocks() * engine.model().blockTokens(),
        engine.adapters().stream().map(Replica::adapter).toArray(String[]::new),
        tokensIn,
        tokensOut,
        firstTokens,
        firstTokenSeconds,
        decodedTokens,
        decodeSeconds);
  }

  /** The name of an adapter by its number; {@code null} for -1. */
  public static String adapter(int number) {
    return number < 0 ? null : "adapter-" + number;
  }
}
