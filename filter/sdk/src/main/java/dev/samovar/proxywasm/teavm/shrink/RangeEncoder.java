package dev.samovar.proxywasm.teavm.shrink;

import java.util.Arrays;

/**
 * Writes choices as {@link Packing} says, and counts them: a choice of probability p takes the
 * interval's part p, and the bytes are a number in the last interval.
 */
final class RangeEncoder implements Packing.Choices {
  /** How often each context chose 0, and 1. */
  final int[][] counts = new int[2][Packing.CONTEXTS];

  private static final long TOP = 1L << 32;

  private final int[] probabilities = new int[Packing.CONTEXTS];
  private byte[] out = new byte[1 << 12];
  private int size;
  private long low;
  private long range = TOP - 1;

  RangeEncoder() {
    Arrays.fill(probabilities, Packing.HALF);
  }

  @Override
  public void choice(int context, int bit) {
    counts[bit][context]++;
    int probability = probabilities[context];
    long bound = (range >>> 16) * probability;
    if (bit == 0) {
      range = bound;
      probabilities[context] += (65536 - probability) >> Packing.RATE;
    } else {
      low += bound;
      range -= bound;
      probabilities[context] -= probability >> Packing.RATE;
    }
    if (low >= TOP) {
      low -= TOP;
      carry();
    }
    while (range < Packing.NARROW) {
      range <<= 8;
      shift();
    }
  }

  /** The bytes, to be called once, after the last choice. */
  byte[] finish() {
    for (int i = 0; i < 4; i++) {
      shift();
    }
    return Arrays.copyOf(out, size);
  }

  private void shift() {
    if (size == out.length) {
      out = Arrays.copyOf(out, 2 * size);
    }
    out[size++] = (byte) (low >>> 24);
    low = low << 8 & TOP - 1;
  }

  private void carry() {
    int at = size - 1;
    while (++out[at] == 0) {
      at--;
    }
  }
}
