package dev.samovar.agent.parse;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A cursor over one line: {@code name{label="value",…} value [timestamp] [# exemplar]}, or with the
 * name quoted as the first thing inside the braces. The name is compared before anything behind it
 * is looked at. One grammar in one class, hence its length.
 */
final class Line {
  private final byte[] bytes;
  private final int end;
  private int at;

  Line(byte[] bytes, int from, int to) {
    this.bytes = bytes;
    this.at = from;
    int last = to;
    while (last > from && isBlank(bytes[last - 1])) {
      last--;
    }
    this.end = last;
    skipBlanks();
  }

  boolean isBlankOrComment() {
    return at == end || bytes[at] == '#';
  }

  /**
   * The sample, or empty when its name is not wanted.
   *
   * @throws MalformedLine when this is no sample
   */
  Optional<Sample> sample(byte[][] wanted) {
    byte[] name = null;
    int start = at;
    if (bytes[at] != '{') {
      name = name(wanted);
      if (name == null) {
        return Optional.empty();
      }
      skipBlanks();
    }
    Map<String, String> labels = new HashMap<>();
    String text = name == null ? null : new String(name, StandardCharsets.UTF_8);
    if (peek() == '{') {
      String quoted = labels(labels);
      if (text == null) {
        text = quoted;
      } else if (quoted != null) {
        throw MalformedLine.SIGNAL;
      }
    }
    if (text == null || at == start) {
      throw MalformedLine.SIGNAL;
    }
    double value = value();
    timestamp();
    return name != null || isWanted(text, wanted)
        ? Optional.of(new Sample(text, labels, value))
        : Optional.empty();
  }

  /** The wanted name that stands here, or null; moves behind the name. */
  private byte[] name(byte[][] wanted) {
    int start = at;
    while (at < end && isNameByte(bytes[at], at > start, true)) {
      at++;
    }
    if (at == start || at == end || (!isBlank(bytes[at]) && bytes[at] != '{')) {
      throw MalformedLine.SIGNAL;
    }
    for (byte[] candidate : wanted) {
      if (Arrays.equals(candidate, 0, candidate.length, bytes, start, at)) {
        return candidate;
      }
    }
    return null;
  }

  private static boolean isWanted(String name, byte[][] wanted) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    return Arrays.stream(wanted).anyMatch(candidate -> Arrays.equals(candidate, bytes));
  }

  /** Reads the braces; returns the quoted metric name in them, or null. */
  private String labels(Map<String, String> labels) {
    String quotedName = null;
    at++;
    skipBlanks();
    while (peek() != '}') {
      String label;
      if (peek() == '"') {
        label = quoted();
        skipBlanks();
      } else {
        label = labelName();
      }
      if (peek() == '=') {
        at++;
        skipBlanks();
        if (labels.put(label, quoted()) != null) {
          throw MalformedLine.SIGNAL;
        }
      } else if (quotedName == null && labels.isEmpty()) {
        quotedName = label;
      } else {
        throw MalformedLine.SIGNAL;
      }
      skipBlanks();
      if (peek() == ',') {
        at++;
        skipBlanks();
      } else if (peek() != '}') {
        throw MalformedLine.SIGNAL;
      }
    }
    at++;
    return quotedName;
  }

  private String labelName() {
    int start = at;
    while (at < end && isNameByte(bytes[at], at > start, false)) {
      at++;
    }
    if (at == start) {
      throw MalformedLine.SIGNAL;
    }
    String name = new String(bytes, start, at - start, StandardCharsets.US_ASCII);
    skipBlanks();
    if (peek() != '=') {
      throw MalformedLine.SIGNAL;
    }
    return name;
  }

  private String quoted() {
    if (peek() != '"') {
      throw MalformedLine.SIGNAL;
    }
    at++;
    int start = at;
    ByteArrayOutputStream unescaped = null;
    while (peek() != '"') {
      if (bytes[at] == '\\') {
        if (unescaped == null) {
          unescaped = new ByteArrayOutputStream();
        }
        unescaped.write(bytes, start, at - start);
        at++;
        int escaped = peek();
        if (escaped != '\\' && escaped != '"' && escaped != 'n') {
          throw MalformedLine.SIGNAL;
        }
        unescaped.write(escaped == 'n' ? '\n' : escaped);
        start = at + 1;
      }
      at++;
    }
    String text;
    if (unescaped == null) {
      text = new String(bytes, start, at - start, StandardCharsets.UTF_8);
    } else {
      unescaped.write(bytes, start, at - start);
      text = unescaped.toString(StandardCharsets.UTF_8);
    }
    at++;
    return text;
  }

  private double value() {
    skipBlanks();
    String token = token();
    switch (token.toLowerCase(Locale.ROOT)) {
      case "nan":
        return Double.NaN;
      case "inf", "+inf", "infinity", "+infinity":
        return Double.POSITIVE_INFINITY;
      case "-inf", "-infinity":
        return Double.NEGATIVE_INFINITY;
      default:
        return decimal(token);
    }
  }

  /** Java also reads {@code 1f} and hexadecimal; the format knows neither of them. */
  private static double decimal(String token) {
    if (token.isEmpty() || !token.chars().allMatch(c -> "0123456789+-.eE".indexOf(c) >= 0)) {
      throw MalformedLine.SIGNAL;
    }
    try {
      return Double.parseDouble(token);
    } catch (NumberFormatException e) {
      throw MalformedLine.SIGNAL;
    }
  }

  private void timestamp() {
    skipBlanks();
    if (at == end || bytes[at] == '#') {
      return;
    }
    // A timestamp says when the engine measured; the agent's age counts from its own scrape.
    decimal(token());
    skipBlanks();
    if (at != end && bytes[at] != '#') {
      throw MalformedLine.SIGNAL;
    }
  }

  private String token() {
    int start = at;
    while (at < end && !isBlank(bytes[at])) {
      at++;
    }
    return new String(bytes, start, at - start, StandardCharsets.ISO_8859_1);
  }

  private int peek() {
    if (at >= end) {
      throw MalformedLine.SIGNAL;
    }
    return bytes[at];
  }

  private void skipBlanks() {
    while (at < end && isBlank(bytes[at])) {
      at++;
    }
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t' || b == '\r';
  }

  private static boolean isNameByte(byte b, boolean inside, boolean colon) {
    return b >= 'a' && b <= 'z'
        || b >= 'A' && b <= 'Z'
        || b == '_'
        || colon && b == ':'
        || inside && b >= '0' && b <= '9';
  }
}
