package dev.samovar.llmsim.engine;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The KV blocks of past prompts, the least recently used going first. */
final class PrefixCache {
  private final int capacity;
  private final Map<Long, Boolean> blocks = new LinkedHashMap<>(16, 0.75f, true);

  PrefixCache(int capacity) {
    this.capacity = capacity;
  }

  /** How many leading blocks of {@code prefix} are cached; all of them are from now on. */
  int lookUpAndKeep(List<Long> prefix) {
    int hits = 0;
    while (hits < prefix.size() && blocks.get(prefix.get(hits)) != null) {
      hits++;
    }
    for (Long block : prefix.subList(hits, prefix.size())) {
      blocks.put(block, true);
    }
    Iterator<Long> oldest = blocks.keySet().iterator();
    for (int excess = blocks.size() - capacity; excess > 0; excess--) {
      oldest.next();
      oldest.remove();
    }
    return hits;
  }
}
