package dev.samovar.core.prefix;

import dev.samovar.core.fleet.Endpoint;

/** The last things recorded, each with a number; what nobody has read in time is overwritten. */
final class NewsRing {
  private final long[] hashes;
  private final Endpoint[] endpoints;
  private long end;

  /**
   * @param size a power of two
   */
  NewsRing(int size) {
    hashes = new long[size];
    endpoints = new Endpoint[size];
  }

  void add(long hash, Endpoint endpoint) {
    int at = (int) end & hashes.length - 1;
    hashes[at] = hash;
    endpoints[at] = endpoint;
    end++;
  }

  /** The number of the next one. */
  long end() {
    return end;
  }

  long read(long from, int most, News sink) {
    long at = Math.min(end, Math.max(from, end - hashes.length));
    for (int left = most; left > 0 && at < end; left--) {
      int k = (int) at & hashes.length - 1;
      sink.block(hashes[k], endpoints[k]);
      at++;
    }
    return at;
  }
}
