package dev.samovar.core.prefix;

import dev.samovar.core.fleet.Endpoint;
import dev.samovar.core.policy.Candidates;
import dev.samovar.core.policy.Demand;

/**
 * Which endpoint is thought to hold which blocks of prompts, in bounded memory.
 *
 * <p>An entry says that one endpoint holds one block, and with it those since the {@link Milestones
 * milestone} before; blocks between two of them are not entered. Entries lie in sets of {@value
 * #WAYS}, chosen by the block's hash and the endpoint, and eight bits of each one's hash lie side
 * by side in one word, so that a look into a set is mostly one load; a full set gives up the one
 * that is farthest on the way to its end. An endpoint holds at most twice what its engine's cache
 * does, the last ones taken or used ({@link Holders}). A block's hash covers all blocks before it,
 * and engines drop the last blocks of a prompt first: so who holds a block holds those before it,
 * and the longest prefix is found by bisection. Nothing is allocated after the construction. One
 * index serves one worker; what others record is told by {@link #learn}, and what this one does is
 * read by {@link #news}.
 *
 * <p>Longer than most files because what looks and what enters share the layout of a set.
 */
public final class PrefixIndex {
  private static final int WAYS = 8;
  private static final int GROUP_BITS = 2;
  private static final int NEWS = 8192;

  /**
   * The part of a hash that is no key: of an entry the endpoint's number plus one, of a milestone
   * that is told to others its doublings.
   */
  private static final long SLOT = 0xffff;

  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;

  /** A hash and the endpoint's number plus one; 0 where nothing is. */
  private final long[] keys;

  private final int[] stamps;

  /** Of each set the {@link #tag} of its entries, the first one's lowest. */
  private final long[] tags;

  private final int sets;
  private final Holders holders;
  private final NewsRing news = new NewsRing(NEWS);

  /** Of the match under way: where each holder stands, and the groups that have one. */
  private final int[] position = new int[1 << 12];

  private final int[] groups = new int[1 << 12 - GROUP_BITS];
  private final int[] wanted = new int[1 << 12 - GROUP_BITS];

  private long entries;
  private long evictions;

  /**
   * @param entries how many it holds, rounded up to a power of two; 64 to 2^22
   * @param blockTokens tokens of a block
   */
  public PrefixIndex(int entries, int blockTokens) {
    int size = 64;
    while (size < entries && size < 1 << 22) {
      size *= 2;
    }
    keys = new long[size];
    stamps = new int[size];
    tags = new long[size / WAYS];
    sets = tags.length - 1;
    holders = new Holders(size, Math.max(1, blockTokens));
  }

  /** Sets each candidate's hit: how many leading blocks of the prompt it is thought to hold. */
  public void match(Demand demand, Candidates among) {
    int n = among.count();
    int used = 0;
    demand.indexed = true;
    for (int i = 0; i < n; i++) {
      among.hit(i, 0);
      int slot = demand.blockCount == 0 ? -1 : holders.find(among.get(i));
      if (slot >= 0) {
        position[slot] = i;
        int group = slot >> GROUP_BITS;
        if (wanted[group] == 0) {
          groups[used++] = group;
        }
        wanted[group] |= 1 << (slot & (1 << GROUP_BITS) - 1);
      }
    }
    for (int g = 0; g < used; g++) {
      int group = groups[g];
      match(demand, among, group, wanted[group]);
      wanted[group] = 0;
    }
  }

  /**
   * An endpoint has begun to answer a prompt, so that it holds all of it.
   *
   * @param blocks hashes of its complete blocks, first block first
   */
  public void record(long[] blocks, int count, Endpoint endpoint) {
    int slot = holders.number(endpoint);
    int milestones = slot < 0 ? 0 : Milestones.among(count);
    for (int i = 0; i < milestones; i++) {
      long hash = blocks[Milestones.blocks(i) - 1] & ~SLOT | Milestones.doublings(i);
      if (touch(hash, slot)) {
        news.add(hash, endpoint);
      }
    }
  }

  /**
   * Another worker or gateway has recorded a block.
   *
   * @param hash as its news told it
   */
  public void learn(long hash, Endpoint endpoint) {
    int slot = holders.number(endpoint);
    if (slot >= 0) {
      touch(hash, slot);
    }
  }

  /** The endpoint holds nothing any more: it was started anew, or its cache was cleared. */
  public void forget(Endpoint endpoint) {
    int slot = holders.find(endpoint);
    if (slot >= 0) {
      holders.forget(slot);
    }
  }

  /**
   * Reads what this index recorded: blocks that it did not know of the endpoint, or not lately.
   *
   * @param from number of the first one wanted, 0 at first; what is older than the last {@value
   *     #NEWS} is passed over
   * @param most how many
   * @return the number to go on from
   */
  public long news(long from, int most, News sink) {
    return news.read(from, most, sink);
  }

  /** The number of the news to come. */
  public long newsEnd() {
    return news.end();
  }

  /** Entries that are taken, those included that have aged out. */
  public long entries() {
    return entries;
  }

  /** Entries that were still valid when they had to make room. */
  public long evictions() {
    return evictions;
  }

  private void match(Demand demand, Candidates among, int group, int candidates) {
    long[] blocks = demand.blocks;
    int count = Milestones.among(demand.blockCount);
    int first = holds(blocks, count, 0, group);
    int remaining = candidates;
    int end = count;
    while (end > 0 && (first & remaining) != 0) {
      int low = 0;
      int high = end;
      while (high - low > 1) {
        int middle = low + high >>> 1;
        if ((holds(blocks, count, middle, group) & remaining) != 0) {
          low = middle;
        } else {
          high = middle;
        }
      }
      int found = holds(blocks, count, low, group) & remaining;
      int hit = Milestones.blocks(low);
      for (int bit = 0; bit < 1 << GROUP_BITS; bit++) {
        if ((found >> bit & 1) != 0) {
          among.hit(position[(group << GROUP_BITS) + bit], hit);
        }
      }
      remaining &= ~found;
      end = low;
    }
  }

  /** Who of a group holds a milestone; who holds the next one does, should this entry have gone. */
  private int holds(long[] blocks, int count, int n, int group) {
    int out = holds(blocks[Milestones.blocks(n) - 1], group);
    return n + 1 < count ? out | holds(blocks[Milestones.blocks(n + 1) - 1], group) : out;
  }

  private int holds(long hash, int group) {
    int set = set(hash, group);
    long marks = marks(set, hash);
    int out = 0;
    for (int i = set * WAYS; marks != 0; i++, marks >>>= 8) {
      if ((marks & 0x80) != 0 && (keys[i] ^ hash) >>> 16 == 0) {
        int slot = (int) (keys[i] & SLOT) - 1;
        if (slot >> GROUP_BITS == group && holders.isValid(slot, stamps[i])) {
          out |= 1 << (slot & (1 << GROUP_BITS) - 1);
        }
      }
    }
    return out;
  }

  /** Enters or renews a milestone, told as {@link #learn} has it; true where that was news. */
  private boolean touch(long hash, int slot) {
    int set = set(hash, slot >> GROUP_BITS);
    int base = set * WAYS;
    long wanted = hash & ~SLOT | slot + 1;
    int blocks = Milestones.distance((int) (hash & SLOT));
    long marks = marks(set, hash);
    for (int i = base; marks != 0; i++, marks >>>= 8) {
      if ((marks & 0x80) != 0 && keys[i] == wanted) {
        if (holders.isValid(slot, stamps[i]) && !holders.isAging(slot, stamps[i])) {
          return false;
        }
        stamps[i] = holders.take(slot, blocks);
        return true;
      }
    }
    int victim = base;
    double oldest = -1;
    for (int i = base; i < base + WAYS; i++) {
      long key = keys[i];
      double age = key == 0 ? Double.MAX_VALUE : holders.age((int) (key & SLOT) - 1, stamps[i]);
      if (age > oldest) {
        oldest = age;
        victim = i;
      }
    }
    if (keys[victim] == 0) {
      entries++;
    } else if (oldest < 1) {
      evictions++;
    }
    keys[victim] = wanted;
    stamps[victim] = holders.take(slot, blocks);
    int shift = (victim - base) * 8;
    tags[set] = tags[set] & ~(0xffL << shift) | tag(hash) << shift;
    return true;
  }

  /** The high bit of each byte of a set's tags that is the hash's; now and then one too many. */
  private long marks(int set, long hash) {
    long other = tags[set] ^ tag(hash) * ONES;
    return other - ONES & ~other & HIGHS;
  }

  private static long tag(long hash) {
    return hash >>> 48 & 0xff;
  }

  private int set(long hash, int group) {
    long key = hash & ~SLOT;
    long spread = (key ^ key >>> 29) + group * 0x9E3779B97F4A7C15L;
    return (int) (spread ^ spread >>> 32) & sets;
  }
}
