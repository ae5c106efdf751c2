package dev.samovar.agent.exchange;

import dev.samovar.agent.map.Signal;
import dev.samovar.agent.map.Signals;
import dev.samovar.agent.scrape.Target;
import dev.samovar.agent.snapshot.EndpointState;
import dev.samovar.agent.snapshot.Seen;
import dev.samovar.agent.snapshot.Snapshot;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * The snapshot as sections of an answer: numbers endpoints once and for all, knows since which
 * revision each part is as it is, and keeps what it wrote for one base to give it again.
 * Thread-safe. Indexes are never used again while the agent lives.
 */
final class SnapshotTable {
  private static final int MOST_GONE = 10_000;
  private static final int MOST_KEPT = 64;
  private static final Signal[] BITS = {
    Signal.WAITING,
    Signal.RUNNING,
    Signal.KV_CACHE_USAGE,
    Signal.BLOCK_SIZE,
    Signal.BLOCK_COUNT,
    Signal.PREFIX_CACHE_HIT_RATE,
    Signal.TIME_TO_FIRST_TOKEN,
    Signal.INTER_TOKEN_LATENCY,
    Signal.TOKENS_IN,
    Signal.TOKENS_OUT,
    Signal.MAX_LORA
  };
  private static final int LORA_BIT = BITS.length;

  private final Map<String, Row> rows = new LinkedHashMap<>();
  private final Map<String, String> engines = new HashMap<>();
  private final Map<String, Integer> providers = new LinkedHashMap<>();
  private final Deque<Gone> gone = new ArrayDeque<>();
  private final Map<Long, Part> kept = new HashMap<>();
  private volatile Numbers numbers = new Numbers(Map.of(), Map.of());
  private long oldestBase;
  private Snapshot snapshot;
  private int nextIndex;

  /** One endpoint and since when it is as it is. */
  private static final class Row {
    private final int index;
    private EndpointState state;
    private long named;
    private long changed;

    private Row(int index, EndpointState state, long revision) {
      this.index = index;
      this.state = state;
      this.named = revision;
      this.changed = revision;
    }
  }

  private record Gone(int index, long revision) {}

  /** The numbering, never changed once it is here: every record of every exchange asks it. */
  private record Numbers(Map<Integer, String> idByIndex, Map<String, Integer> indexById) {}

  /**
   * Sections of an answer.
   *
   * @param full whether they stand for everything, and not only for what changed
   */
  record Part(Snapshot snapshot, boolean full, byte[] sections) {}

  /** The sections that bring a filter from a base revision to this snapshot; 0 for all of it. */
  synchronized Part since(long base, Snapshot now) {
    take(now);
    boolean full = base <= 0 || base < oldestBase || base > snapshot.revision();
    long key = full ? 0 : base;
    Part part = kept.get(key);
    if (part == null) {
      part = write(key, full);
      if (kept.size() >= MOST_KEPT) {
        kept.clear();
      }
      kept.put(key, part);
    }
    return part;
  }

  private void take(Snapshot now) {
    if (snapshot != null && now.revision() <= snapshot.revision()) {
      return;
    }
    snapshot = now;
    kept.clear();
    boolean renumbered = false;
    Map<String, EndpointState> present = new HashMap<>();
    for (EndpointState state : now.endpoints()) {
      present.put(state.target().id(), state);
      providers.putIfAbsent(state.target().provider(), providers.size());
      engines.put(state.target().provider(), state.target().engine().name());
      Row row = rows.get(state.target().id());
      if (row == null) {
        Row added = new Row(nextIndex++, state, now.revision());
        rows.put(state.target().id(), added);
        renumbered = true;
        continue;
      }
      if (!row.state.target().labels().equals(state.target().labels())) {
        row.named = now.revision();
      }
      if (!same(row.state.seen(), state.seen())) {
        row.changed = now.revision();
      }
      row.state = state;
    }
    renumbered |=
        rows.values()
            .removeIf(
                row -> {
                  boolean isGone = !present.containsKey(row.state.target().id());
                  if (isGone) {
                    gone.addLast(new Gone(row.index, now.revision()));
                  }
                  return isGone;
                });
    if (renumbered) {
      Map<Integer, String> idByIndex = new HashMap<>();
      Map<String, Integer> indexById = new HashMap<>();
      rows.forEach(
          (id, row) -> {
            idByIndex.put(row.index, id);
            indexById.put(id, row.index);
          });
      numbers = new Numbers(idByIndex, indexById);
    }
    while (gone.size() > MOST_GONE) {
      oldestBase = gone.removeFirst().revision();
    }
  }

  private static boolean same(Optional<Seen> a, Optional<Seen> b) {
    return a.isPresent() ? b.isPresent() && a.get() == b.get() : b.isEmpty();
  }

  private Part write(long base, boolean full) {
    WireWriter out = new WireWriter();
    WireWriter names = new WireWriter();
    WireWriter loads = new WireWriter();
    int named = 0;
    int changed = 0;
    for (Row row : rows.values()) {
      if (full || row.named > base) {
        named++;
        name(row, names);
      }
      if (full || row.changed > base) {
        changed++;
        load(row, loads);
      }
    }
    if (named > 0) {
      WireWriter table = new WireWriter().varint(providers.size());
      providers.forEach(
          (provider, index) ->
              table.varint(index).text(provider).text(engines.getOrDefault(provider, "")));
      out.section(2, table);
      out.section(3, counted(named, names));
    }
    WireWriter lost = new WireWriter();
    int lostCount = 0;
    for (Gone g : gone) {
      if (!full && g.revision() > base) {
        lostCount++;
        lost.varint(g.index());
      }
    }
    if (lostCount > 0) {
      out.section(4, counted(lostCount, lost));
    }
    if (changed > 0) {
      out.section(5, counted(changed, loads));
    }
    return new Part(snapshot, full, out.bytes());
  }

  private static WireWriter counted(int count, WireWriter records) {
    return new WireWriter().varint(count).raw(records.bytes());
  }

  private void name(Row row, WireWriter out) {
    Target target = row.state.target();
    out.varint(row.index).varint(providers.get(target.provider()));
    out.text(target.address().toString());
    Map<String, String> labels = new TreeMap<>(target.labels());
    out.varint(labels.size());
    labels.forEach((name, value) -> out.text(name).text(value));
  }

  private void load(Row row, WireWriter out) {
    out.varint(row.index);
    WireWriter record = new WireWriter();
    if (row.state.seen().isPresent()) {
      Seen seen = row.state.seen().get();
      long age = (snapshot.generatedAtNanos() - seen.scrapedAtNanos()) / 1_000_000;
      signals(seen.signals(), age, record);
    } else {
      record.varint(0);
    }
    out.block(record);
  }

  private static void signals(Signals signals, long ageMillis, WireWriter out) {
    boolean lora = !signals.loraRunning().isEmpty() || !signals.loraWaiting().isEmpty();
    long bits = lora ? 1L << LORA_BIT : 0;
    for (int i = 0; i < BITS.length; i++) {
      bits |= signals.get(BITS[i]).isPresent() ? 1L << i : 0;
    }
    out.varint(bits).varint(ageMillis);
    for (Signal signal : BITS) {
      OptionalDouble value = signals.get(signal);
      if (value.isPresent()) {
        out.varint(Math.round(value.getAsDouble() * scale(signal)));
      }
    }
    if (lora) {
      out.varint(signals.loraRunning().size());
      signals.loraRunning().forEach(out::text);
      out.varint(signals.loraWaiting().size());
      signals.loraWaiting().forEach(out::text);
    }
  }

  private static double scale(Signal signal) {
    return switch (signal) {
      case KV_CACHE_USAGE, PREFIX_CACHE_HIT_RATE -> 10_000;
      case TIME_TO_FIRST_TOKEN, INTER_TOKEN_LATENCY -> 1_000_000;
      default -> 1;
    };
  }

  /** The target's id behind an index; empty when it is not, or no longer, one. */
  Optional<String> id(int index) {
    return Optional.ofNullable(numbers.idByIndex().get(index));
  }

  OptionalInt index(String id) {
    Integer index = numbers.indexById().get(id);
    return index == null ? OptionalInt.empty() : OptionalInt.of(index);
  }
}
