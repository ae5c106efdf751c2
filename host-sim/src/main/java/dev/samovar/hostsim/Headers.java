package dev.samovar.hostsim;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A header or trailer map with Envoy's rules: names are lower case, order is kept, a name may have
 * several values; {@link #add} to one of the names that a proxy knows by heart joins the values by
 * a comma, {@link #set} leaves one value.
 *
 * <p>proxy-wasm ABI 0.2.1, "HTTP fields".
 */
public final class Headers implements Iterable<Header> {

  /** Names that Envoy holds inline: one entry each, values joined. */
  private static final Set<String> INLINE =
      Set.of(
          ":authority",
          ":method",
          ":path",
          ":scheme",
          ":status",
          "accept",
          "accept-encoding",
          "authorization",
          "cache-control",
          "connection",
          "content-encoding",
          "content-length",
          "content-type",
          "expect",
          "grpc-timeout",
          "keep-alive",
          "proxy-connection",
          "te",
          "transfer-encoding",
          "upgrade",
          "user-agent",
          "via",
          "x-request-id");

  private final List<Header> entries = new ArrayList<>();

  /** An empty map. */
  public Headers() {}

  /** A map of alternating names and values; {@code IllegalArgumentException} for an odd number. */
  public static Headers of(String... namesAndValues) {
    if ((namesAndValues.length & 1) != 0) {
      throw new IllegalArgumentException(
          "headers: must alternate names and values, got " + namesAndValues.length + " strings");
    }
    Headers headers = new Headers();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      headers.add(namesAndValues[i], namesAndValues[i + 1]);
    }
    return headers;
  }

  /** An independent copy. */
  public Headers copy() {
    Headers copy = new Headers();
    copy.entries.addAll(entries);
    return copy;
  }

  /** The first value of a name in any case, or {@code null}. */
  public String get(String name) {
    int at = find(lower(name));
    return at < 0 ? null : entries.get(at).value();
  }

  /** All values of a name, in order. */
  public List<String> all(String name) {
    String key = lower(name);
    List<String> values = new ArrayList<>();
    for (Header header : entries) {
      if (header.name().equals(key)) {
        values.add(header.value());
      }
    }
    return values;
  }

  /** Whether a name is there. */
  public boolean contains(String name) {
    return find(lower(name)) >= 0;
  }

  /** Adds a value. */
  public void add(String name, String value) {
    String key = lower(name);
    int at = INLINE.contains(key) ? find(key) : -1;
    if (at >= 0) {
      String joined = entries.get(at).value();
      entries.set(at, new Header(key, joined.isEmpty() ? value : joined + "," + value));
    } else if (key.startsWith(":")) {
      int end = 0;
      while (end < entries.size() && entries.get(end).name().startsWith(":")) {
        end++;
      }
      entries.add(end, new Header(key, value));
    } else {
      entries.add(new Header(key, value));
    }
  }

  /** Sets a name to one value, in the place of the first. */
  public void set(String name, String value) {
    String key = lower(name);
    int at = find(key);
    if (at >= 0) {
      Header replacement = new Header(key, value);
      entries.set(at, replacement);
      entries.removeIf(header -> header.name().equals(key) && header != replacement);
    } else {
      add(key, value);
    }
  }

  /** Removes all values of a name. */
  public void remove(String name) {
    String key = lower(name);
    entries.removeIf(header -> header.name().equals(key));
  }

  /** Removes everything. */
  public void clear() {
    entries.clear();
  }

  /** The HTTP status, or -1 where {@code :status} is missing or no number. */
  int status() {
    String status = get(":status");
    return status != null && status.matches("[0-9]{1,9}") ? Integer.parseInt(status) : -1;
  }

  /** How many entries there are. */
  public int size() {
    return entries.size();
  }

  /** Bytes of all names and values. */
  public int byteSize() {
    int bytes = 0;
    for (Header header : entries) {
      bytes += header.name().getBytes(StandardCharsets.UTF_8).length;
      bytes += header.value().getBytes(StandardCharsets.UTF_8).length;
    }
    return bytes;
  }

  /** The entries in order; a view that cannot be changed. */
  public List<Header> entries() {
    return Collections.unmodifiableList(entries);
  }

  @Override
  public Iterator<Header> iterator() {
    return entries().iterator();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Headers headers && headers.entries.equals(entries);
  }

  @Override
  public int hashCode() {
    return entries.hashCode();
  }

  @Override
  public String toString() {
    return entries.toString();
  }

  private int find(String key) {
    for (int i = 0; i < entries.size(); i++) {
      if (entries.get(i).name().equals(key)) {
        return i;
      }
    }
    return -1;
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
