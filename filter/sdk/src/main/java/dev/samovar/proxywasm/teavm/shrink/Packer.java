package dev.samovar.proxywasm.teavm.shrink;

import java.util.Arrays;

/**
 * Packs bytes as {@link Packing} says: finds the cheapest way through them, by what each choice
 * cost in the round before. The same bytes pack the same.
 */
final class Packer {
  private static final int ROUNDS = 4;

  /** Earlier places that begin alike and are looked at. */
  private static final int PLACES = 300;

  /** A copy of more bytes is taken as it is. */
  private static final int LONG = 600;

  private static final double UNREACHED = 1e18;

  private final byte[] bytes;
  private final int start;
  private final int[] next;
  private final double[][] costs = new double[2][Packing.CONTEXTS];
  private final double[] lengthCosts;

  /** Of the cheapest way to each place: bits, the last step's length, the last copy's distance. */
  private final double[] best;

  private final int[] length;
  private final int[] distance;
  private final boolean[] copied;
  private double sum;

  private Packer(byte[] bytes, int start) {
    this.bytes = bytes;
    this.start = start;
    int places = bytes.length + 1;
    next = sameStart(bytes);
    lengthCosts = new double[LONG + 1];
    best = new double[places];
    length = new int[places];
    distance = new int[places];
    copied = new boolean[places];
  }

  /** Packs what is to be unpacked to that address. */
  static byte[] pack(byte[] bytes, int address) {
    Packer packer = new Packer(bytes, address);
    for (double[] costs : packer.costs) {
      Arrays.fill(costs, 1);
    }
    RangeEncoder encoder = new RangeEncoder();
    for (int i = 0; i < ROUNDS; i++) {
      packer.search();
      encoder = new RangeEncoder();
      packer.encode(encoder);
      packer.learn(encoder.counts);
    }
    return encoder.finish();
  }

  /** For each place the one before it that begins with the same two bytes, or -1. */
  private static int[] sameStart(byte[] bytes) {
    int[] out = new int[bytes.length];
    int[] last = new int[1 << 16];
    Arrays.fill(last, -1);
    Arrays.fill(out, -1);
    for (int i = 0; i + 1 < bytes.length; i++) {
      int key = bytes[i] & 0xff | (bytes[i + 1] & 0xff) << 8;
      out[i] = last[key];
      last[key] = i;
    }
    return out;
  }

  private void learn(int[][] counts) {
    for (int i = 0; i < Packing.CONTEXTS; i++) {
      double all = counts[0][i] + counts[1][i] + 1;
      for (int bit = 0; bit < 2; bit++) {
        costs[bit][i] = -StrictMath.log((counts[bit][i] + 0.5) / all) / StrictMath.log(2);
      }
    }
  }

  private void cost(int context, int bit) {
    sum += costs[bit][context];
  }

  private double gammaCost(int base, int value) {
    sum = 0;
    Packing.gamma(base, value, this::cost);
    return sum;
  }

  private void search() {
    for (int i = 1; i <= LONG; i++) {
      lengthCosts[i] = gammaCost(Packing.LENGTH, i);
    }
    Arrays.fill(best, UNREACHED);
    best[0] = 0;
    int i = 0;
    while (i < bytes.length) {
      int step = Packing.step(start + i, copied[i]);
      sum = best[i];
      cost(step, 0);
      Packing.literal(start + i, bytes[i] & 0xff, this::cost);
      reach(i, 1, sum, distance[i], false);
      i = copies(i, best[i] + costs[1][step]);
    }
  }

  /** Reaches what copies reach; answers the place to go on from. */
  private int copies(int i, double before) {
    double again = before;
    double other = before;
    if (!copied[i]) {
      again += costs[1][Packing.AGAIN];
      other += costs[0][Packing.AGAIN];
      int same = distance[i] == 0 ? 0 : same(i, distance[i]);
      if (same > 0 && copy(i, 1, same, distance[i], again)) {
        return i + same;
      }
    }
    int found = 1;
    int at = next[i];
    for (int tries = PLACES; tries > 0 && at >= 0; tries--) {
      boolean longer = i + found < bytes.length && bytes[at + found] == bytes[i + found];
      int same = longer ? same(i, i - at) : 0;
      if (same > found) {
        if (copy(i, found + 1, same, i - at, other + gammaCost(Packing.DISTANCE, i - at))) {
          return i + same;
        }
        found = same;
      }
      at = next[at];
    }
    return i + 1;
  }

  private int same(int i, int back) {
    int out = 0;
    while (i + out < bytes.length && bytes[i + out] == bytes[i + out - back]) {
      out++;
    }
    return out;
  }

  /** Whether the copy is so long that only it is looked at. */
  private boolean copy(int i, int from, int to, int back, double cost) {
    if (to > LONG) {
      best[i + to] = UNREACHED;
      reach(i, to, cost + gammaCost(Packing.LENGTH, to), back, true);
      return true;
    }
    for (int count = from; count <= to; count++) {
      reach(i, count, cost + lengthCosts[count], back, true);
    }
    return false;
  }

  private void reach(int i, int count, double cost, int back, boolean copy) {
    int to = i + count;
    if (cost < best[to]) {
      best[to] = cost;
      length[to] = count;
      distance[to] = back;
      copied[to] = copy;
    }
  }

  private void encode(RangeEncoder out) {
    int[] steps = new int[bytes.length + 1];
    for (int i = bytes.length; i > 0; i -= length[i]) {
      steps[i - length[i]] = i;
    }
    int before = 0;
    for (int i = 0; i < bytes.length; i = steps[i]) {
      int to = steps[i];
      out.choice(Packing.step(start + i, copied[i]), copied[to] ? 1 : 0);
      if (!copied[to]) {
        Packing.literal(start + i, bytes[i] & 0xff, out);
        continue;
      }
      boolean again = !copied[i] && distance[to] == before;
      if (!copied[i]) {
        out.choice(Packing.AGAIN, again ? 1 : 0);
      }
      if (!again) {
        Packing.gamma(Packing.DISTANCE, distance[to], out);
      }
      before = distance[to];
      Packing.gamma(Packing.LENGTH, length[to], out);
    }
  }
}
