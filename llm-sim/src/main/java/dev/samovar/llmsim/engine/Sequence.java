package dev.samovar.llmsim.engine;

import dev.samovar.llmsim.time.Timers;
import java.util.List;

/** One request on its way through the engine. Its fields belong to the engine's classes. */
public final class Sequence {
  enum State {
    WAITING,
    RUNNING,
    OVER
  }

  final Work work;
  final Output output;
  final List<Long> prefix;
  final long submitted;
  final BlockPool.Holding holding = new BlockPool.Holding();
  State state = State.WAITING;
  Timers.Timer delay;

  /** When it first ran; before that, when it was submitted. */
  long started;

  /** Whether its time before the first step has passed. */
  boolean ready;

  /** Whether its prompt is computed, so that each step brings a token. */
  boolean decoding;

  /** Whether its first output was told. */
  boolean begun;

  long firstToken;
  long lastToken;
  int computed;
  int cached;
  int generated;

  Sequence(Work work, Output output, long now) {
    this.work = work;
    this.output = output;
    this.submitted = now;
    this.started = now;
    this.prefix = own(work.prefix());
  }

  /** {@code blocks} as its adapter's: each computes keys and values of its own. */
  List<Long> own(List<Long> blocks) {
    if (work.adapter() == null) {
      return blocks;
    }
    long salt = work.adapter().hashCode() * 0x9E3779B97F4A7C15L;
    return blocks.stream().map(hash -> hash ^ salt).toList();
  }

  /** Prompt tokens that were found in the prefix cache when it first ran. */
  public int cachedTokens() {
    return cached;
  }

  boolean waiting() {
    return state == State.WAITING;
  }

  boolean running() {
    return state == State.RUNNING;
  }

  boolean over() {
    return state == State.OVER;
  }

  long tokens() {
    return (long) work.promptTokens() + generated;
  }
}
