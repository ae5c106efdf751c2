package dev.samovar.agent.exchange;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/**
 * Which prefix blocks gateways saw cached where, lately: a line of at most {@value #MOST_HASHES}
 * hashes, the oldest fall out. Readers keep a cursor. Thread-safe.
 */
final class PrefixNews {
  static final int MOST_HASHES = 65_536;

  /** Within every budget, so that a long prompt's news are told in pieces and not left out. */
  static final int PIECE = 512;

  private final Deque<Item> line = new ArrayDeque<>();
  private int hashes;
  private long cursor;

  /**
   * One piece of news.
   *
   * @param origin instance that said it, which is not told it again
   * @param local whether it was told to this agent and not to another
   */
  record Item(long cursor, String origin, boolean local, String id, long[] hashes) {}

  /**
   * What is new behind a cursor, within a budget.
   *
   * @param cursor to ask with next time
   */
  record News(long cursor, List<Item> items) {}

  synchronized void add(String origin, boolean local, String id, long[] seen) {
    for (int from = 0; from < seen.length; from += PIECE) {
      int to = Math.min(seen.length, from + PIECE);
      line.addLast(new Item(++cursor, origin, local, id, Arrays.copyOfRange(seen, from, to)));
    }
    hashes += seen.length;
    while (hashes > MOST_HASHES) {
      hashes -= line.removeFirst().hashes().length;
    }
  }

  /** News of others; a cursor that is not known begins with the oldest. */
  synchronized News since(long after, String reader, int mostHashes) {
    List<Item> items = new ArrayList<>();
    long reached = after > cursor ? 0 : after;
    int left = mostHashes;
    for (Item item : line) {
      if (item.cursor() <= reached) {
        continue;
      }
      if (!item.origin().equals(reader)) {
        if (item.hashes().length > left) {
          // One piece beyond any budget would stop all news behind it.
          if (!items.isEmpty() || item.hashes().length <= mostHashes) {
            break;
          }
        } else {
          left -= item.hashes().length;
          items.add(item);
        }
      }
      reached = item.cursor();
    }
    return new News(reached, items);
  }

  synchronized long cursor() {
    return cursor;
  }

  /** What this agent itself was told, for the other agents. */
  synchronized List<Item> local(long after, int mostHashes) {
    List<Item> items = new ArrayList<>();
    int left = mostHashes;
    for (Item item : line) {
      if (item.cursor() > after && item.local() && item.hashes().length <= left) {
        left -= item.hashes().length;
        items.add(item);
      }
    }
    return items;
  }
}
