package dev.samovar.llmsim.engine;

import java.util.List;

/** Is told what the engine does, as it happens. Times are in nanoseconds. */
public interface Meter {
  /**
   * A prefill ended: {@code promptTokens} went through, {@code cachedTokens} of them from cache.
   */
  void prefilled(int promptTokens, int cachedTokens);

  /** A first output came {@code nanos} after the request was submitted. */
  void firstToken(long nanos);

  /** One token was generated. */
  void generated();

  /** A later token came {@code nanos} after the one before it. */
  void interToken(long nanos);

  /** A running sequence lost its KV blocks and waits again. */
  void preempted();

  /** One step of the batch ended. */
  void stepped();

  /** After a step, which LoRA adapters run and wait, each once; only where there are some. */
  void adapters(List<String> running, List<String> waiting);

  /** A sequence is complete or was cancelled. */
  void finished(Lifetime lifetime);
}
