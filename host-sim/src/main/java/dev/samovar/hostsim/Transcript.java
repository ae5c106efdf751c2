package dev.samovar.hostsim;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * What happened, in order: callbacks, host calls, what the streams did. The newest entries are
 * kept, and put into words only when somebody reads them.
 */
final class Transcript {
  private static final int KEPT = 8192;
  private static final int MAX_TEXT = 200;

  private final Deque<Entry> entries = new ArrayDeque<>();
  private final VirtualClock clock;
  private long dropped;

  private record Entry(long nanos, Stream stream, int worker, Supplier<String> text) {}

  Transcript(VirtualClock clock) {
    this.clock = clock;
  }

  void add(Stream stream, int worker, Supplier<String> text) {
    if (entries.size() == KEPT) {
      entries.removeFirst();
      dropped++;
    }
    entries.addLast(new Entry(clock.sinceStartNanos(), stream, worker, text));
  }

  /** Everything, or what belongs to one stream. */
  String describe(Stream only) {
    StringBuilder out = new StringBuilder();
    if (dropped > 0) {
      out.append("  … ").append(dropped).append(" older lines\n");
    }
    for (Entry entry : entries) {
      if (only != null && entry.stream() != only) {
        continue;
      }
      out.append(String.format(Locale.ROOT, "  %8.3f ms  ", entry.nanos() / 1e6));
      out.append(Worker.label(entry.worker())).append("  ");
      if (only == null && entry.stream() != null) {
        out.append(entry.stream().label()).append("  ");
      }
      out.append(entry.text().get()).append('\n');
    }
    return out.toString();
  }

  /** A value in one line: control characters escaped, long ones cut. */
  static String quote(byte[] value) {
    if (value == null) {
      return "nothing";
    }
    return quote(new String(value, java.nio.charset.StandardCharsets.UTF_8));
  }

  /** The same, later; of a long value only the text that will be shown is kept. */
  static Supplier<String> shown(byte[] value) {
    if (value == null || value.length <= MAX_TEXT) {
      return () -> quote(value);
    }
    String text = quote(value);
    return () -> text;
  }

  static String quote(String value) {
    StringBuilder out = new StringBuilder("\"");
    int shown = Math.min(value.length(), MAX_TEXT);
    for (int i = 0; i < shown; i++) {
      char c = value.charAt(i);
      if (c == '\n') {
        out.append("\\n");
      } else if (c == '\r') {
        out.append("\\r");
      } else if (c < ' ') {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
    if (shown < value.length()) {
      out.append("… (").append(value.length()).append(" characters)");
    }
    return out.toString();
  }
}
