package dev.samovar.proxywasm.teavm.shrink;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** Who calls whom, through the table too. */
final class CallGraph {
  private final Map<Integer, List<Integer>> callers = new HashMap<>();

  /** Of those calls alone that the predicate accepts. */
  CallGraph(ModuleParts module, Predicate<Node> counted) {
    Map<Integer, List<Integer>> byType = new HashMap<>();
    for (int function : module.tableFunctions) {
      byType.computeIfAbsent(module.typeIndexOf(function), key -> new ArrayList<>()).add(function);
    }
    for (Function function : module.functions) {
      for (Node node : function.nodes()) {
        if (node.is(Op.CALL) && counted.test(node)) {
          add((int) node.value, function.index);
        } else if (node.is(Op.CALL_INDIRECT) && counted.test(node)) {
          for (int callee : byType.getOrDefault((int) node.value, List.of())) {
            add(callee, function.index);
          }
        }
      }
    }
  }

  private void add(int callee, int caller) {
    callers.computeIfAbsent(callee, key -> new ArrayList<>()).add(caller);
  }

  /** Those functions, and all that call one of them, directly or not. */
  Set<Integer> reaching(Collection<Integer> functions) {
    Set<Integer> out = new HashSet<>(functions);
    Deque<Integer> left = new ArrayDeque<>(out);
    while (!left.isEmpty()) {
      for (int caller : callers.getOrDefault(left.pop(), List.of())) {
        if (out.add(caller)) {
          left.push(caller);
        }
      }
    }
    return out;
  }
}
