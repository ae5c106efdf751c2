package dev.samovar.llmsim.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * The KV blocks, those of past prompts among them: a full prompt block is known by its hash, may be
 * held by several sequences, and stays cached when none holds it, until its place is needed. The
 * least recently held goes first, and of one prompt the last block before the first.
 */
final class BlockPool {
  private final int total;
  private final Map<Long, Integer> holders = new HashMap<>();
  private final LinkedHashSet<Long> idle = new LinkedHashSet<>();
  private int unnamed;

  BlockPool(int total) {
    this.total = total;
  }

  /** The blocks of one sequence. */
  static final class Holding {
    private final List<Long> named = new ArrayList<>();
    private int unnamed;
    private int offered;

    int size() {
      return named.size() + unnamed;
    }
  }

  /** Blocks that sequences hold. */
  int used() {
    return unnamed + holders.size();
  }

  /**
   * Fills an empty holding with {@code size} blocks; the leading ones of {@code prefix} that are
   * cached, at most {@code mostHits}, are shared.
   *
   * @return how many were cached, or -1 when so many are not free; nothing is taken then
   */
  int take(Holding holding, List<Long> prefix, int mostHits, int size) {
    int hits = 0;
    int woken = 0;
    while (hits < Math.min(mostHits, prefix.size()) && cached(prefix.get(hits))) {
      woken += idle.contains(prefix.get(hits)) ? 1 : 0;
      hits++;
    }
    int fresh = size - hits;
    if (used() + woken + fresh > total) {
      return -1;
    }
    for (Long hash : prefix.subList(0, hits)) {
      idle.remove(hash);
      holders.merge(hash, 1, Integer::sum);
      holding.named.add(hash);
    }
    holding.offered = hits;
    addUnnamed(holding, fresh);
    return hits;
  }

  /** Makes a holding at least {@code size} blocks long, or returns false and takes nothing. */
  boolean grow(Holding holding, int size) {
    int fresh = Math.max(0, size - holding.size());
    if (used() + fresh > total) {
      return false;
    }
    addUnnamed(holding, fresh);
    return true;
  }

  private void addUnnamed(Holding holding, int fresh) {
    while (used() + idle.size() + fresh > total) {
      idle.remove(idle.iterator().next());
    }
    unnamed += fresh;
    holding.unnamed += fresh;
  }

  /** The first {@code full} blocks of {@code prefix} are computed: others may share them. */
  void name(Holding holding, List<Long> prefix, int full) {
    for (; holding.offered < Math.min(full, prefix.size()); holding.offered++) {
      Long hash = prefix.get(holding.offered);
      // One that another sequence computed in the meantime stays a private copy.
      if (!cached(hash)) {
        unnamed--;
        holding.unnamed--;
        holders.put(hash, 1);
        holding.named.add(hash);
      }
    }
  }

  /** Gives all of a holding back; it is empty afterwards. */
  void release(Holding holding) {
    unnamed -= holding.unnamed;
    for (int i = holding.named.size() - 1; i >= 0; i--) {
      Long hash = holding.named.get(i);
      if (holders.merge(hash, -1, Integer::sum) == 0) {
        holders.remove(hash);
        idle.add(hash);
      }
    }
    holding.named.clear();
    holding.unnamed = 0;
    holding.offered = 0;
  }

  /** Caches the blocks of {@code hashes}, as far as none of those that are held must go. */
  void keep(List<Long> hashes) {
    List<Long> free = hashes.stream().filter(hash -> !holders.containsKey(hash)).toList();
    for (int i = Math.min(free.size(), total - used()) - 1; i >= 0; i--) {
      idle.remove(free.get(i));
      idle.add(free.get(i));
    }
    while (used() + idle.size() > total) {
      idle.remove(idle.iterator().next());
    }
  }

  private boolean cached(Long hash) {
    return holders.containsKey(hash) || idle.contains(hash);
  }
}
