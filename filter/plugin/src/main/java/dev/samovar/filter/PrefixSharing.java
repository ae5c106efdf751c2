package dev.samovar.filter;

import dev.samovar.core.exchange.NewsLog;
import dev.samovar.core.fleet.Endpoint;
import dev.samovar.core.fleet.Fleet;
import dev.samovar.core.prefix.PrefixIndex;
import dev.samovar.proxywasm.Host;
import dev.samovar.proxywasm.SharedValue;
import dev.samovar.proxywasm.Status;
import java.util.Collection;

/**
 * Tells the other VMs of the process which endpoint was seen to hold which blocks of prompts, and
 * learns it from them, through one log in shared data; the VM that exchanges hands it on.
 */
final class PrefixSharing {
  private static final byte[] KEY = Names.utf8(Names.SHARED_DATA + "prefixes");

  /** What one VM tells in a tick; the rest follows with the next ones. */
  private static final int MOST_BLOCKS = 1024;

  private static final int TRIES = 4;

  private final long[] hashes = new long[MOST_BLOCKS];
  private long told;
  private long read;
  private int readCas = -1;
  private Endpoint endpoint;
  private int count;
  private byte[] log;

  /** The log, or {@code null} before anything was seen. */
  static byte[] log(Host host) {
    SharedValue shared = host.sharedData(KEY);
    return shared == null ? null : shared.value();
  }

  /** Adds what other gateways told; where another VM writes meanwhile it is told again later. */
  interface Change {
    /** The changed log, or the same one. */
    byte[] of(byte[] log);
  }

  /** Changes the log; false where others were quicker every time. */
  static boolean change(Host host, Change change) {
    for (int i = 0; i < TRIES; i++) {
      SharedValue shared = host.sharedData(KEY);
      byte[] before = shared == null ? null : shared.value();
      byte[] after = change.of(before);
      if (after == before
          || host.setSharedData(KEY, after, shared == null ? 0 : shared.cas()) == Status.OK) {
        return true;
      }
    }
    return false;
  }

  /** Tells what is new here, and learns what is new elsewhere. */
  void tick(Host host, long vm, PrefixIndex index, Collection<Fleet> fleets) {
    if (index.newsEnd() != told) {
      long[] next = new long[1];
      if (change(host, before -> append(before, vm, index, next))) {
        told = next[0];
      }
    }
    SharedValue shared = host.sharedData(KEY);
    if (shared == null || shared.cas() == readCas) {
      return;
    }
    readCas = shared.cas();
    read =
        NewsLog.read(
            shared.value(),
            read,
            (origin, provider, address, blocks) -> {
              Endpoint holder = origin == vm ? null : find(fleets, provider, address);
              while (holder != null && blocks.hasMore()) {
                index.learn(blocks.u64(), holder);
              }
            });
  }

  /** One entry for each run of blocks of the same endpoint. */
  private byte[] append(byte[] before, long vm, PrefixIndex index, long[] next) {
    log = before;
    count = 0;
    endpoint = null;
    next[0] =
        index.news(
            told,
            MOST_BLOCKS,
            (hash, holder) -> {
              if (holder != endpoint) {
                close(vm);
                endpoint = holder;
              }
              hashes[count++] = hash;
            });
    close(vm);
    return log;
  }

  private void close(long vm) {
    if (count > 0) {
      log = NewsLog.append(log, vm, endpoint.provider(), endpoint.address(), hashes, count);
      count = 0;
    }
  }

  private static Endpoint find(Collection<Fleet> fleets, String provider, String address) {
    for (Fleet fleet : fleets) {
      Endpoint found = fleet.known(provider, address);
      if (found.address().equals(address)) {
        return found;
      }
    }
    return null;
  }
}
