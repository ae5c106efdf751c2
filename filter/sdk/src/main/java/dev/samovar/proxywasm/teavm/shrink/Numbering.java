package dev.samovar.proxywasm.teavm.shrink;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Numbers the functions so that those called from most places have the shortest numbers. */
final class Numbering {
  private Numbering() {}

  static void rewrite(ModuleParts module) {
    int[] calls = new int[module.imported() + module.functions.size()];
    for (Function function : module.functions) {
      for (Node node : function.nodes()) {
        if (node.is(Op.CALL)) {
          calls[(int) node.value]++;
        }
      }
    }
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < calls.length; i++) {
      order.add(i);
    }
    Comparator<Integer> mostCalled = Comparator.comparing(function -> -calls[function]);
    order.subList(0, module.imported()).sort(mostCalled);
    order.subList(module.imported(), order.size()).sort(mostCalled);
    module.keep(order);
  }
}
