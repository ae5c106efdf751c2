package dev.samovar.proxywasm.teavm.shrink;

import java.util.BitSet;

/** What evaluating a tree reads and changes, to tell whether two of them may change places. */
final class Effects {
  private final BitSet gets = new BitSet();
  private final BitSet sets = new BitSet();
  private boolean reads;
  private boolean writes;
  private boolean leaves;

  private Effects() {}

  static Effects of(Node node) {
    Effects out = new Effects();
    out.add(node);
    return out;
  }

  /** Whether nothing but its value remains of it. */
  boolean none() {
    return sets.isEmpty() && !writes && !leaves;
  }

  boolean sets(int local) {
    return sets.get(local);
  }

  boolean commutes(Effects other) {
    boolean locals =
        !sets.intersects(other.sets)
            && !sets.intersects(other.gets)
            && !gets.intersects(other.sets);
    boolean memory = !(writes && (other.reads || other.writes)) && !(reads && other.writes);
    boolean control = (!leaves || other.none()) && (!other.leaves || none());
    return locals && memory && control;
  }

  private void add(Node node) {
    switch (node.op) {
      case Op.GET -> gets.set((int) node.value);
      case Op.SET, Op.TEE -> sets.set((int) node.value);
      case Op.GLOBAL_GET, Op.MEMORY_SIZE -> reads = true;
      case Op.GLOBAL_SET, Op.MEMORY_GROW, Op.MEMORY_COPY, Op.MEMORY_FILL -> writes = true;
      case Op.CALL, Op.CALL_INDIRECT -> {
        reads = true;
        writes = true;
      }
      case Op.BR, Op.BR_IF, Op.BR_TABLE, Op.RETURN, Op.UNREACHABLE, Op.LOOP -> leaves = true;
      default -> {
        reads |= Op.isLoad(node.op);
        writes |= Op.isStore(node.op) || mayTrap(node.op);
      }
    }
    node.kids.forEach(this::add);
  }

  /** Divisions and the conversions that trap. */
  private static boolean mayTrap(int op) {
    return op >= 0x6d && op <= 0x70
        || op >= 0x7f && op <= 0x82
        || op >= 0xa8 && op <= 0xab
        || op >= 0xae && op <= 0xb1;
  }
}
