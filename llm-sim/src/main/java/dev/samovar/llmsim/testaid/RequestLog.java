package dev.samovar.llmsim.testaid;

import dev.samovar.llmsim.openai.Json;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Iterator;

/** The last 1000 LLM calls in the order in which they were complete. */
public final class RequestLog {
  public static final int CAPACITY = 1000;
  private static final int MAX_TEXT = 512;

  private final ArrayDeque<Entry> entries = new ArrayDeque<>();
  private long total;

  /** One call; its status is set when its answer begins. */
  public static final class Entry {
    private final Instant time;
    private final String method;
    private final String path;
    private final long bodyBytes;
    private final String sha256;
    private String model;
    private int status;

    private Entry(Instant time, SeenRequest seen) {
      this.time = time;
      this.method = cut(seen.head().method());
      this.path = cut(seen.head().target());
      this.bodyBytes = seen.bodyBytes();
      this.sha256 = seen.sha256();
    }

    public void model(String name) {
      model = cut(name);
    }

    public void status(int sent) {
      status = sent;
    }
  }

  public Entry add(Instant time, SeenRequest seen) {
    if (entries.size() == CAPACITY) {
      entries.removeFirst();
    }
    total++;
    Entry entry = new Entry(time, seen);
    entries.addLast(entry);
    return entry;
  }

  /**
   * The last {@code count} calls, the newest last; {@code total} counts all since the start. A
   * {@code status} of {@code null} says that no answer has begun.
   */
  public byte[] json(int count) {
    return Json.bytes(
        json -> {
          json.writeStartObject();
          json.writeNumberField("total", total);
          json.writeArrayFieldStart("requests");
          Iterator<Entry> each = entries.iterator();
          for (int skip = entries.size() - count; skip > 0; skip--) {
            each.next();
          }
          while (each.hasNext()) {
            Entry entry = each.next();
            json.writeStartObject();
            json.writeStringField("time", entry.time.toString());
            json.writeStringField("method", entry.method);
            json.writeStringField("path", entry.path);
            json.writeStringField("model", entry.model);
            json.writeNumberField("bodyBytes", entry.bodyBytes);
            json.writeStringField("bodySha256", entry.sha256);
            json.writeFieldName("status");
            if (entry.status == 0) {
              json.writeNull();
            } else {
              json.writeNumber(entry.status);
            }
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private static String cut(String text) {
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
  }
}
