package dev.samovar.proxywasm.teavm.shrink;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The table of call-site descriptors, two words each: the first handler, and a location that an
 * obfuscated build leaves empty. Handlers are chained: number, class or 0 for all, next.
 *
 * <p>The compiler writes a descriptor for every call. The runtime reads nothing but the handlers,
 * so calls with equal chains can share one. Descriptor 0 becomes that of all calls without
 * handlers.
 */
final class HandlerTable {
  private static final int DESCRIPTOR_BYTES = 8;

  private record Handler(int number, int type) {}

  private final DataImage data;
  private final int table;
  private final Map<List<Handler>, Integer> numbers = new LinkedHashMap<>();
  private final Map<List<Handler>, Integer> chains = new HashMap<>();
  private int last = -1;

  HandlerTable(DataImage data, int table) {
    this.data = data;
    this.table = table;
    numbers.put(List.of(), 0);
    chains.put(List.of(), 0);
  }

  /** The descriptor that takes the place of that one. */
  int shared(int id) {
    last = Math.max(last, id);
    int descriptor = table + id * DESCRIPTOR_BYTES;
    if (data.word(descriptor + 4) != 0) {
      throw new UnknownShape("a call site that knows its place");
    }
    List<Handler> handlers = new ArrayList<>();
    int chain = data.word(descriptor);
    for (int at = chain; at != 0; at = data.word(at + 8)) {
      handlers.add(new Handler(data.word(at), data.word(at + 4)));
      if (handlers.size() > 1000) {
        throw new UnknownShape("handlers without an end");
      }
    }
    chains.putIfAbsent(handlers, chain);
    return numbers.computeIfAbsent(handlers, key -> numbers.size());
  }

  /** Writes the shared descriptors and clears the others, with the handlers that only they had. */
  void write() {
    for (int id = 0; id <= last; id++) {
      int descriptor = table + id * DESCRIPTOR_BYTES;
      for (int at = data.word(descriptor); at != 0 && !chains.containsValue(at); ) {
        int next = data.word(at + 8);
        data.setWord(at, 0);
        data.setWord(at + 4, 0);
        data.setWord(at + 8, 0);
        at = next;
      }
      data.setWord(descriptor, 0);
    }
    numbers.forEach(
        (handlers, number) ->
            data.setWord(table + number * DESCRIPTOR_BYTES, chains.get(handlers)));
  }
}
