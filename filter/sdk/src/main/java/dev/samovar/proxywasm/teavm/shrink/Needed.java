package dev.samovar.proxywasm.teavm.shrink;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Drops the functions that nothing calls, once the module no longer exports what the compiler adds
 * for JavaScript, and {@code _start}, in whose place {@code _initialize} runs.
 */
final class Needed {
  private Needed() {}

  static void rewrite(ModuleParts module) {
    module.exports.removeIf(export -> export.isFunction() && isCompilers(export.name()));
    module.keep(new ArrayList<>(functions(module)));
  }

  private static boolean isCompilers(byte[] name) {
    String text = new String(name, StandardCharsets.UTF_8);
    return text.startsWith("teavm_") || text.equals("start") || text.equals("_start");
  }

  /** All that are called, exported, started or in the table. */
  private static Set<Integer> functions(ModuleParts module) {
    Set<Integer> out = new TreeSet<>(module.tableFunctions);
    out.add(module.start());
    for (ModuleParts.Export export : module.exports) {
      if (export.isFunction()) {
        out.add(export.index());
      }
    }
    Deque<Integer> left = new ArrayDeque<>(out);
    while (!left.isEmpty()) {
      Function function = module.function(left.pop());
      for (Node node : function == null ? List.<Node>of() : function.nodes()) {
        if (node.is(Op.CALL) && out.add((int) node.value)) {
          left.push((int) node.value);
        }
      }
    }
    return out;
  }

  /** The same again, after other passes took calls away. */
  static void drop(ModuleParts module) {
    module.keep(new ArrayList<>(functions(module)));
  }
}
