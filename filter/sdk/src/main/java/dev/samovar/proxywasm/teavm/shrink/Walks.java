package dev.samovar.proxywasm.teavm.shrink;

import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * Which calls may look at the caller's frame and come back: those that may collect garbage, those
 * of the host, which may call the guest again, and those that throw to a handler on the way.
 *
 * <p>A throw in a function without handlers does not count: the function leaves, and nothing asks
 * for its roots any more.
 */
final class Walks {
  private final GuestRuntime runtime;
  private final Set<Integer> walking;
  private final Set<Integer> walkingTypes = new HashSet<>();
  private final Set<Node> leaving = Collections.newSetFromMap(new IdentityHashMap<>());

  Walks(ModuleParts module, GuestRuntime runtime) {
    this.runtime = runtime;
    Set<Integer> roots = new HashSet<>();
    for (int i = 0; i < module.imported(); i++) {
      roots.add(i);
    }
    for (Function function : module.functions) {
      Frame frame = Frame.of(function, runtime);
      boolean handlers = frame == null;
      for (Node node : function.nodes()) {
        handlers |= frame != null && (frame.isSite(node) || frame.isMark(node));
        boolean reads = node.is(Op.LOAD) && node.kid(0).isConstant(runtime.stack);
        if (reads && function != runtime.allocate) {
          roots.add(function.index);
        }
      }
      if (!handlers) {
        function.nodes().forEach(this::leaving);
      }
    }
    walking = new CallGraph(module, call -> !leaving.contains(call)).reaching(roots);
    for (int function : module.tableFunctions) {
      if (walking.contains(function)) {
        walkingTypes.add(module.typeIndexOf(function));
      }
    }
  }

  boolean walks(Node node) {
    if (node.is(Op.CALL_INDIRECT)) {
      return walkingTypes.contains((int) node.value);
    }
    return node.is(Op.CALL) && !leaving.contains(node) && walking.contains((int) node.value);
  }

  private void leaving(Node list) {
    List<Node> kids = list.kids;
    for (int i = 0; i + 1 < kids.size(); i++) {
      if (runtime.throwsAlways(kids.get(i)) && kids.get(i + 1).is(Op.BR)) {
        leaving.add(kids.get(i));
      }
    }
  }
}
