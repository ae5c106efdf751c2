package dev.samovar.proxywasm.teavm.shrink;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Of functions that do the same, byte for byte, one is called. Done again while callers become
 * alike by it.
 */
final class Duplicates {
  private Duplicates() {}

  static void rewrite(ModuleParts module) {
    Map<Integer, Integer> same = find(module);
    while (!same.isEmpty()) {
      Map<Integer, Integer> replaced = same;
      for (Function function : module.functions) {
        for (Node node : function.nodes()) {
          if (node.is(Op.CALL)) {
            node.value = replaced.getOrDefault((int) node.value, (int) node.value);
          }
        }
      }
      module.tableFunctions.replaceAll(old -> replaced.getOrDefault(old, old));
      Needed.drop(module);
      same = find(module);
    }
  }

  /** For each function that there is before, under a lower number, that one. */
  private static Map<Integer, Integer> find(ModuleParts module) {
    Map<String, Integer> first = new HashMap<>();
    Map<Integer, Integer> out = new HashMap<>();
    for (Function function : module.functions) {
      String code = new String(CodeWriter.write(function), StandardCharsets.ISO_8859_1);
      Integer before =
          first.putIfAbsent(module.typeIndexOf(function.index) + " " + code, function.index);
      if (before != null && !module.isEntry(function.index)) {
        out.put(function.index, before);
      }
    }
    return out;
  }
}
