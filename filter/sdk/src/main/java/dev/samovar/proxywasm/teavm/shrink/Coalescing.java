package dev.samovar.proxywasm.teavm.shrink;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Makes one local of two where one is copied to the other and neither is set while the other's
 * value, which is not the same, is still to be read. The copy is then nothing.
 */
final class Coalescing {
  private final Function function;
  private final BitSet[] conflicts;

  private Coalescing(Function function) {
    this.function = function;
    conflicts = new BitSet[function.locals.size()];
    for (int i = 0; i < conflicts.length; i++) {
      conflicts[i] = new BitSet();
    }
  }

  /** Whether two locals became one. */
  static boolean rewrite(Function function) {
    List<Node> copies = copies(function);
    if (copies.isEmpty()) {
      return false;
    }
    Coalescing coalescing = new Coalescing(function);
    coalescing.find();
    return coalescing.merge(copies);
  }

  private static List<Node> copies(Function function) {
    List<Node> out = new ArrayList<>();
    for (Node node : function.nodes()) {
      boolean sets = node.is(Op.SET) || node.is(Op.TEE);
      if (sets && node.kid(0).is(Op.GET) && !node.kid(0).isGet((int) node.value)) {
        out.add(node);
      }
    }
    return out;
  }

  private void find() {
    BitSet start = Backward.analyse(function, this::step);
    // Parameters come with their values, the other locals with zeros.
    start.set(0, function.parameters());
    start.stream().forEach(local -> conflict(local, start));
  }

  private void step(Node node, BitSet live) {
    int local = (int) node.value;
    if (node.is(Op.GET)) {
      live.set(local);
    } else if (node.is(Op.SET) || node.is(Op.TEE)) {
      BitSet others = (BitSet) live.clone();
      if (node.kid(0).is(Op.GET)) {
        others.clear((int) node.kid(0).value);
      }
      conflict(local, others);
      live.clear(local);
    }
  }

  private void conflict(int local, BitSet others) {
    conflicts[local].or(others);
    others.stream().forEach(other -> conflicts[other].set(local));
    conflicts[local].clear(local);
  }

  private boolean merge(List<Node> copies) {
    int[] merged = new int[conflicts.length];
    for (int i = 0; i < merged.length; i++) {
      merged[i] = i;
    }
    boolean changed = false;
    for (Node copy : copies) {
      int one = merged[(int) copy.value];
      int other = merged[(int) copy.kid(0).value];
      boolean sameType = function.locals.get(one).equals(function.locals.get(other));
      if (one == other || !sameType || conflicts[one].get(other)) {
        continue;
      }
      // A parameter keeps its number.
      int kept = Math.min(one, other);
      int gone = Math.max(one, other);
      for (int i = 0; i < merged.length; i++) {
        merged[i] = merged[i] == gone ? kept : merged[i];
      }
      conflict(kept, (BitSet) conflicts[gone].clone());
      changed = true;
    }
    if (changed) {
      for (Node node : function.nodes()) {
        if (node.op >= Op.GET && node.op <= Op.TEE) {
          node.value = merged[(int) node.value];
        }
        if (node.is(Op.TEE)
            && node.kid(0).is(Op.GET)
            && merged[(int) node.kid(0).value] == node.value) {
          node.become(Node.get((int) node.value, node.type));
        }
      }
    }
    return changed;
  }
}
