package dev.samovar.proxywasm.teavm;

import org.teavm.backend.wasm.WasmHeap;
import org.teavm.interop.Address;
import org.teavm.interop.StaticInit;
import org.teavm.interop.Unmanaged;

/**
 * Linear memory behind the Java heap, where the host puts what it answers; never scanned, never
 * moved.
 *
 * <p>The Java heap is frozen at its start size, so everything above it is ours. The first 64 bytes
 * receive out-parameters; the rest is a bump allocator that is reset after each host call. Who has
 * a place for one large answer lends it instead, which saves copying the answer there.
 */
@StaticInit
@Unmanaged
final class Scratch {
  private static final int PAGE = 65536;
  private static final int START_PAGES = 3;
  private static final int OUT_BYTES = 64;

  private static int base;
  private static int top;
  private static int limit;
  private static int lent;
  private static int lentSize;

  private Scratch() {}

  static void init() {
    WasmHeap.maxHeapSize = WasmHeap.heapSize;
    base = WasmHeap.memoryLimit.toInt();
    WasmHeap.growMemory(START_PAGES);
    limit = base + START_PAGES * PAGE;
    top = base + OUT_BYTES;
  }

  /** Called by the host from inside a host call; must not touch Java objects. */
  static int allocate(int size) {
    if (size > 0 && size <= lentSize) {
      lentSize = 0;
      return lent;
    }
    int start = (top + 7) & ~7;
    int end = start + size;
    if (end > limit) {
      int pages = (end - limit + PAGE - 1) / PAGE;
      WasmHeap.growMemory(pages);
      limit += pages * PAGE;
    }
    top = end;
    return start;
  }

  /**
   * Where the next answer of at most that size goes, until {@link #reset}, if it was lent the last
   * time too: a host that watches who frees its answers would take ever new places for lost ones.
   * Nothing may be allocated in the Java heap until then, as objects may move.
   */
  static void lend(int address, int size) {
    lentSize = address == lent ? size : 0;
    lent = address;
  }

  static void reset() {
    lentSize = 0;
    top = base + OUT_BYTES;
  }

  /** Address of the n-th 8-byte out-parameter. */
  static int out(int n) {
    return base + 8 * n;
  }

  static int outInt(int n) {
    return Address.fromInt(base + 8 * n).getInt();
  }

  static long outLong(int n) {
    return Address.fromInt(base + 8 * n).getLong();
  }
}
