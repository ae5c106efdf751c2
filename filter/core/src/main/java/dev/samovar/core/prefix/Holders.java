package dev.samovar.core.prefix;

import dev.samovar.core.fleet.Endpoint;

/**
 * The endpoints of an index by small numbers, each with a clock that counts the blocks it took.
 *
 * <p>An entry carries its endpoint's clock; it is valid while fewer blocks have been taken since
 * than the endpoint holds. So the oldest of an endpoint go first, and forgetting an endpoint is
 * putting its clock forward. A clock goes round after 2^32 blocks, by when no entry of before is
 * left.
 */
final class Holders {
  /** Endpoints that have gone make room; past it, more are not remembered. */
  private static final int MOST = 4096;

  private final Endpoint[] endpoints = new Endpoint[MOST];
  private final int[] clocks = new int[MOST];
  private final int[] capacities = new int[MOST];
  private final int mostBlocks;
  private final int blockTokens;

  /**
   * @param mostBlocks that any endpoint holds, and that one of unknown size does
   */
  Holders(int mostBlocks, int blockTokens) {
    this.mostBlocks = mostBlocks;
    this.blockTokens = blockTokens;
  }

  /** The number of an endpoint, -1 where it is not known. */
  int find(Endpoint endpoint) {
    for (int i = 0; i < MOST; i++) {
      int slot = endpoint.id() + i & MOST - 1;
      if (endpoints[slot] == endpoint) {
        return slot;
      }
      if (endpoints[slot] == null) {
        return -1;
      }
    }
    return -1;
  }

  /** The number of an endpoint, given to it where it has none; -1 where there are too many. */
  int number(Endpoint endpoint) {
    int slot = find(endpoint);
    for (int i = 0; slot < 0 && i < MOST; i++) {
      int k = endpoint.id() + i & MOST - 1;
      if (endpoints[k] == null || isGone(endpoints[k])) {
        endpoints[k] = endpoint;
        capacities[k] = mostBlocks;
        forget(k);
        slot = k;
      }
    }
    if (slot >= 0) {
      int tokens = endpoint.cacheTokens();
      long twice = 2L * tokens / blockTokens;
      capacities[slot] = tokens < 0 ? mostBlocks : (int) Math.min(mostBlocks, Math.max(1, twice));
    }
    return slot;
  }

  Endpoint get(int slot) {
    return endpoints[slot];
  }

  /** Makes all entries of an endpoint invalid. */
  void forget(int slot) {
    clocks[slot] += mostBlocks + 1;
  }

  boolean isValid(int slot, int stamp) {
    int age = clocks[slot] - stamp;
    return age >= 0 && age < capacities[slot];
  }

  /** Whether it is so old that a touch should renew it: a fourth of the way to its end. */
  boolean isAging(int slot, int stamp) {
    return clocks[slot] - stamp >= capacities[slot] + 3 >> 2;
  }

  /** How far it is on the way to its end, from 0 to 1; more where it is invalid. */
  double age(int slot, int stamp) {
    int age = clocks[slot] - stamp;
    return age < 0 ? 2 : (double) age / capacities[slot];
  }

  /** The stamp of so many blocks that are taken now. */
  int take(int slot, int blocks) {
    return clocks[slot] += blocks;
  }

  private static boolean isGone(Endpoint endpoint) {
    return !endpoint.present() && endpoint.own().inFlight() == 0;
  }
}
