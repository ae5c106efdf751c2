package dev.samovar.agent.parse;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Reads Prometheus' text format 0.0.4 in pieces of any size and keeps the samples of wanted names.
 * Memory is bounded by one line ({@value #MAX_LINE} bytes; a longer one counts as malformed) and
 * {@value #MAX_SAMPLES} samples. Not thread-safe.
 */
public final class TextParser {
  static final int MAX_LINE = 64 * 1024;
  static final int MAX_SAMPLES = 10_000;

  private final byte[][] wanted;
  private final List<Sample> samples = new ArrayList<>();
  private byte[] carried = new byte[256];
  private int carriedLength;
  private boolean skipping;
  private int malformed;

  public TextParser(Collection<String> wantedNames) {
    wanted =
        wantedNames.stream()
            .map(name -> name.getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);
  }

  /** Takes the next piece and reads every line that ends in it. */
  public void feed(ByteBuffer piece) {
    byte[] bytes;
    int at;
    int end;
    if (piece.hasArray()) {
      bytes = piece.array();
      at = piece.arrayOffset() + piece.position();
      end = piece.arrayOffset() + piece.limit();
      piece.position(piece.limit());
    } else {
      bytes = new byte[piece.remaining()];
      piece.get(bytes);
      at = 0;
      end = bytes.length;
    }
    while (at < end) {
      int newline = at;
      while (newline < end && bytes[newline] != '\n') {
        newline++;
      }
      if (newline == end) {
        carry(bytes, at, end);
        return;
      }
      if (carriedLength == 0 && !skipping) {
        line(bytes, at, newline);
      } else {
        carry(bytes, at, newline);
        endCarried();
      }
      at = newline + 1;
    }
  }

  /** Reads what is left when the last line has no newline, and gives the result. */
  public Parsed finish() {
    endCarried();
    return new Parsed(samples, malformed);
  }

  private void carry(byte[] bytes, int from, int to) {
    int length = carriedLength + (to - from);
    if (skipping || length > MAX_LINE) {
      skipping = true;
      return;
    }
    if (length > carried.length) {
      carried = Arrays.copyOf(carried, Math.max(length, carried.length * 2));
    }
    System.arraycopy(bytes, from, carried, carriedLength, to - from);
    carriedLength = length;
  }

  private void endCarried() {
    if (skipping) {
      malformed++;
    } else if (carriedLength > 0) {
      line(carried, 0, carriedLength);
    }
    carriedLength = 0;
    skipping = false;
  }

  private void line(byte[] bytes, int from, int to) {
    if (to - from > MAX_LINE) {
      malformed++;
      return;
    }
    Line line = new Line(bytes, from, to);
    if (line.isBlankOrComment()) {
      return;
    }
    try {
      Optional<Sample> sample = line.sample(wanted);
      if (sample.isPresent() && samples.size() < MAX_SAMPLES) {
        samples.add(sample.get());
      }
    } catch (MalformedLine e) {
      malformed++;
    }
  }
}
