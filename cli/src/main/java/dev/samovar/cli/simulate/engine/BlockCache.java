package dev.samovar.cli.simulate.engine;

import java.util.Arrays;

/**
 * The KV memory of one engine: blocks that running requests hold, and blocks that nobody holds but
 * whose prefix is still known; of these the longest unused makes room.
 *
 * <p>Held and kept blocks together never exceed the capacity. A block that is being computed is
 * private to its request; {@link #publish} makes it known by its hash.
 */
final class BlockCache {
  /** A block that has no hash, or whose hash another block has. */
  static final int PRIVATE = -1;

  private final int capacity;
  private final long[] hashes;
  private final int[] holders;
  private final int[] newer;
  private final int[] older;
  private final int[] free;
  private int freeCount;
  private final int[] table;
  private final int mask;
  private int oldest = -1;
  private int newest = -1;
  private int kept;
  private int shared;
  private int privates;

  BlockCache(int capacity) {
    this.capacity = capacity;
    hashes = new long[capacity];
    holders = new int[capacity];
    newer = new int[capacity];
    older = new int[capacity];
    free = new int[capacity];
    for (int i = 0; i < capacity; i++) {
      free[i] = capacity - 1 - i;
    }
    freeCount = capacity;
    table = new int[Integer.highestOneBit(Math.max(4, capacity)) * 4];
    Arrays.fill(table, -1);
    mask = table.length - 1;
  }

  int capacity() {
    return capacity;
  }

  /** Blocks that requests hold. */
  int held() {
    return shared - kept + privates;
  }

  /** Blocks that could be held in addition. */
  int available() {
    return capacity - held();
  }

  /** The known block with that hash, or {@link #PRIVATE}. */
  int find(long hash) {
    for (int i = home(hash); table[i] >= 0; i = i + 1 & mask) {
      if (hashes[table[i]] == hash) {
        return table[i];
      }
    }
    return PRIVATE;
  }

  /** Whether nobody holds this known block. */
  boolean isKept(int block) {
    return holders[block] == 0;
  }

  /** One more request holds this known block. */
  void hold(int block) {
    if (holders[block]++ == 0) {
      unlink(block);
      kept--;
    }
  }

  /** Takes a private block; there must be one available. */
  void take() {
    if (available() <= 0) {
      throw new IllegalStateException("blocks: all " + capacity + " are held");
    }
    if (shared + privates == capacity) {
      evictOldest();
    }
    privates++;
  }

  /**
   * Makes a private block known.
   *
   * @return the known block, or {@link #PRIVATE} where another block has that hash already
   */
  int publish(long hash) {
    if (find(hash) != PRIVATE) {
      return PRIVATE;
    }
    int block = free[--freeCount];
    hashes[block] = hash;
    holders[block] = 1;
    privates--;
    shared++;
    int i = home(hash);
    while (table[i] >= 0) {
      i = i + 1 & mask;
    }
    table[i] = block;
    return block;
  }

  /** A request holds the block no longer; a private one is forgotten. */
  void release(int block) {
    if (block == PRIVATE) {
      privates--;
    } else if (--holders[block] == 0) {
      kept++;
      older[block] = newest;
      newer[block] = -1;
      if (newest >= 0) {
        newer[newest] = block;
      } else {
        oldest = block;
      }
      newest = block;
    }
  }

  private void evictOldest() {
    int block = oldest;
    unlink(block);
    kept--;
    shared--;
    removeHash(hashes[block]);
    free[freeCount++] = block;
  }

  private void unlink(int block) {
    int before = older[block];
    int after = newer[block];
    if (before >= 0) {
      newer[before] = after;
    } else {
      oldest = after;
    }
    if (after >= 0) {
      older[after] = before;
    } else {
      newest = before;
    }
  }

  /** Closes the gap, so that a probe never ends before what it looks for. */
  private void removeHash(long hash) {
    int gap = home(hash);
    while (hashes[table[gap]] != hash) {
      gap = gap + 1 & mask;
    }
    for (int i = gap + 1 & mask; table[i] >= 0; i = i + 1 & mask) {
      int home = home(hashes[table[i]]);
      if ((i - home & mask) >= (i - gap & mask)) {
        table[gap] = table[i];
        gap = i;
      }
    }
    table[gap] = -1;
  }

  private int home(long hash) {
    return (int) (hash ^ hash >>> 29) & mask;
  }
}
