package dev.samovar.agent.map;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * The counters of one target's last scrapes, for what is a rate between two of them. A counter that
 * shrinks is a restarted engine: what was before it is forgotten. Not thread-safe.
 */
public final class History {
  /** Token rates look back this far, or to the scrape before. */
  static final long RATE_NANOS = 2_000_000_000L;

  /** Means look back this far, or to the scrape before: requests come less often than scrapes. */
  static final long MEAN_NANOS = 10_000_000_000L;

  private final Map<Source, Deque<Point>> points = new HashMap<>();

  private record Point(long nanos, double sum, double count) {}

  /** Growth a second; NaN before the second scrape. */
  double rate(Source source, long nanos, double counter) {
    Point oldest = note(source, new Point(nanos, counter, 0), RATE_NANOS);
    long elapsed = nanos - oldest.nanos();
    return elapsed <= 0 ? Double.NaN : (counter - oldest.sum()) / (elapsed / 1e9);
  }

  /** Growth of the sum by growth of the count; NaN while the count does not grow. */
  double mean(Source source, long nanos, double sum, double count) {
    Point oldest = note(source, new Point(nanos, sum, count), MEAN_NANOS);
    double grown = count - oldest.count();
    return grown <= 0 ? Double.NaN : (sum - oldest.sum()) / grown;
  }

  private Point note(Source source, Point now, long window) {
    Deque<Point> line = points.computeIfAbsent(source, s -> new ArrayDeque<>());
    Point last = line.peekLast();
    if (last != null && (now.sum() < last.sum() || now.count() < last.count())) {
      line.clear();
    }
    // The oldest stays while the one behind it is inside the window: the window is always full.
    while (line.size() > 1 && now.nanos() - second(line).nanos() >= window) {
      line.removeFirst();
    }
    line.addLast(now);
    return line.peekFirst();
  }

  private static Point second(Deque<Point> line) {
    var points = line.iterator();
    points.next();
    return points.next();
  }
}
