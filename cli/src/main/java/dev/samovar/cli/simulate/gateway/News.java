package dev.samovar.cli.simulate.gateway;

import java.util.Arrays;

/** Which blocks were seen cached at which replica, in the order in which the agent heard of it. */
final class News {
  private long[] hashes = new long[4096];
  private int[] replicas = new int[4096];
  private int[] tellers = new int[4096];
  private int count;

  int count() {
    return count;
  }

  long hash(int i) {
    return hashes[i];
  }

  int replica(int i) {
    return replicas[i];
  }

  int teller(int i) {
    return tellers[i];
  }

  void add(long hash, int replica, int teller) {
    if (count == hashes.length) {
      hashes = Arrays.copyOf(hashes, 2 * count);
      replicas = Arrays.copyOf(replicas, 2 * count);
      tellers = Arrays.copyOf(tellers, 2 * count);
    }
    hashes[count] = hash;
    replicas[count] = replica;
    tellers[count++] = teller;
  }
}
