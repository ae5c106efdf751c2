package dev.samovar.llmsim.metrics;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Which LoRA adapters ran and waited together, and when that was last so. Begins with the first
 * adapter and keeps the last 100 combinations.
 */
final class AdapterHistory {
  private static final int MOST = 100;

  /** Adapters as one text each, with commas between. */
  record Combination(String running, String waiting) {}

  private final Clock wall;
  private final Map<Combination, Double> seconds = new LinkedHashMap<>();

  AdapterHistory(Clock wall) {
    this.wall = wall;
  }

  void note(List<String> running, List<String> waiting) {
    if (seconds.isEmpty() && running.isEmpty() && waiting.isEmpty()) {
      return;
    }
    Combination now = new Combination(String.join(",", running), String.join(",", waiting));
    seconds.remove(now);
    seconds.put(now, wall.millis() / 1000.0);
    if (seconds.size() > MOST) {
      seconds.remove(seconds.keySet().iterator().next());
    }
  }

  boolean isEmpty() {
    return seconds.isEmpty();
  }

  /** The combinations and their times, in seconds since the epoch; the newest comes last. */
  void each(BiConsumer<Combination, Double> taker) {
    seconds.forEach(taker);
  }
}
