package dev.samovar.hostsim.wasm;

import dev.samovar.hostsim.Fault;
import dev.samovar.hostsim.FaultKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;

/**
 * The memory that the host had the guest allocate. A host cannot see a guest free it, but it sees
 * it again: memory that is handed out a second time had been freed. What the allocator does not
 * give again even when it is asked for the same sizes at the end, was kept.
 */
final class Handouts {
  private static final int PROBE_BYTES = 16 << 20;
  private static final int MANY = 64;

  private record Piece(int size, String call, String where) {}

  private final TreeMap<Integer, Piece> kept = new TreeMap<>();
  private long count;

  void add(int address, int size, String call, String where) {
    count++;
    forget(address, size);
    kept.put(address, new Piece(size, call, where));
  }

  /** Whatever overlaps the range had been freed. */
  private void forget(int address, int size) {
    Map.Entry<Integer, Piece> at = kept.floorEntry(address + size - 1);
    while (at != null && at.getKey() + at.getValue().size() > address) {
      kept.remove(at.getKey());
      at = kept.floorEntry(address + size - 1);
    }
  }

  private long keptBytes() {
    return kept.values().stream().mapToLong(Piece::size).sum();
  }

  /**
   * Asks the allocator again, and tells what it kept.
   *
   * @param allowed bytes that may stay
   */
  List<Fault> check(IntUnaryOperator allocator, long allowed) {
    boolean most = count >= MANY && kept.size() > count / 2;
    if (keptBytes() <= allowed && !most) {
      return List.of();
    }
    long probed = 0;
    List<Piece> pieces = new ArrayList<>(kept.values());
    for (Piece piece : pieces) {
      if (probed > PROBE_BYTES) {
        break;
      }
      int address = allocator.applyAsInt(piece.size());
      if (address == 0) {
        break;
      }
      forget(address, piece.size());
      probed += piece.size();
    }
    most = count >= MANY && kept.size() > count / 2;
    if (keptBytes() <= allowed && !most) {
      return List.of();
    }
    Map<String, Long> byCall = new HashMap<>();
    kept.values().forEach(piece -> byCall.merge(piece.call(), (long) piece.size(), Long::sum));
    String worst =
        byCall.entrySet().stream()
            .max(Map.Entry.comparingByValue())
            .map(entry -> entry.getKey() + " (" + entry.getValue() + " bytes)")
            .orElse("");
    Piece first = kept.firstEntry().getValue();
    return List.of(
        new Fault(
            FaultKind.MEMORY_NOT_FREED,
            "memory: "
                + keptBytes()
                + " bytes in "
                + kept.size()
                + " of "
                + count
                + " answers of the host were never freed, most for "
                + worst
                + "; the lowest for "
                + first.call()
                + first.where()));
  }
}
