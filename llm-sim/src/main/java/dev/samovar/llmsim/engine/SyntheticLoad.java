package dev.samovar.llmsim.engine;

import java.util.ArrayList;
import java.util.List;

/**
 * Load without clients: real work in the engine whose output nobody reads. It takes slots, blocks
 * and steps like any other, and is gone when it is done.
 */
public final class SyntheticLoad {
  /**
   * What to load with.
   *
   * @param waiting sequences that wait at first, ≥ 0
   * @param running sequences that run at first, as far as the engine has room, ≥ 0
   * @param promptTokens of each
   * @param outputTokens of each, ≥ 1
   */
  public record Order(int waiting, int running, int promptTokens, int outputTokens) {}

  private static final Output UNREAD =
      new Output() {
        @Override
        public void token(int index) {
          // Nobody reads it.
        }

        @Override
        public void done() {
          // Nobody waits for it.
        }
      };

  private final Engine engine;
  private List<Sequence> sequences = List.of();
  private boolean submitting;

  public SyntheticLoad(Engine engine) {
    this.engine = engine;
  }

  /**
   * Loads the engine, in place of what is left of an earlier order. Until the last of the waiting
   * ones runs, the engine runs no more than it ran before and {@code running} on top, so that what
   * comes meanwhile waits behind them.
   */
  public void start(Order order) {
    clear();
    submitting = true;
    engine.narrow(Math.max(1, engine.load().running() + order.running()), this::waits);
    Work work = new Work(order.promptTokens(), order.outputTokens(), List.of());
    sequences = new ArrayList<>();
    for (int i = order.running() + order.waiting(); i > 0; i--) {
      sequences.add(engine.submit(work, UNREAD));
    }
    submitting = false;
  }

  /** Ends what is left. */
  public void clear() {
    List<Sequence> left = sequences;
    sequences = List.of();
    // From the tail: a slot that one frees must not be taken by another that goes as well.
    for (int i = left.size() - 1; i >= 0; i--) {
      engine.cancel(left.get(i));
    }
    engine.narrow(1, () -> false);
  }

  /** How many of its sequences run or wait. */
  public int left() {
    return (int) sequences.stream().filter(sequence -> !sequence.over()).count();
  }

  private boolean waits() {
    // First come, first served: when the last one runs, all have run.
    return submitting || !sequences.isEmpty() && sequences.get(sequences.size() - 1).waiting();
  }
}
