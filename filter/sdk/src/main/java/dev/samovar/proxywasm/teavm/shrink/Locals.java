package dev.samovar.proxywasm.teavm.shrink;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Drops locals that nobody names, and numbers the others so that those used most come first. */
final class Locals {
  private Locals() {}

  static void rewrite(Function function) {
    int[] uses = new int[function.locals.size()];
    List<Node> nodes = function.nodes();
    for (Node node : nodes) {
      if (node.op >= Op.GET && node.op <= Op.TEE) {
        uses[(int) node.value]++;
      }
    }
    int parameters = function.parameters();
    List<Integer> order = new ArrayList<>();
    for (int i = parameters; i < uses.length; i++) {
      if (uses[i] > 0) {
        order.add(i);
      }
    }
    order.sort(
        Comparator.comparing((Integer local) -> -function.locals.get(local))
            .thenComparing(local -> -uses[local])
            .thenComparing(local -> local));
    int[] renumbered = new int[uses.length];
    List<Integer> types = new ArrayList<>(function.locals.subList(0, parameters));
    Arrays.setAll(renumbered, i -> i);
    for (int local : order) {
      renumbered[local] = types.size();
      types.add(function.locals.get(local));
    }
    for (Node node : nodes) {
      if (node.op >= Op.GET && node.op <= Op.TEE) {
        node.value = renumbered[(int) node.value];
      }
    }
    function.locals.clear();
    function.locals.addAll(types);
  }
}
