package dev.samovar.proxywasm.teavm.shrink;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/** Takes away what sets a local that nobody reads afterwards. */
final class Liveness {
  private Liveness() {}

  /** Whether anything was taken away. */
  static boolean rewrite(Function function) {
    Set<Node> read = Collections.newSetFromMap(new IdentityHashMap<>());
    Backward.analyse(
        function,
        (node, live) -> {
          int local = (int) node.value;
          if (node.is(Op.GET)) {
            live.set(local);
          } else if (node.is(Op.SET) || node.is(Op.TEE)) {
            if (live.get(local)) {
              read.add(node);
            }
            live.clear(local);
          }
        });
    boolean changed = false;
    for (Node node : function.nodes()) {
      if ((node.is(Op.SET) || node.is(Op.TEE)) && !read.contains(node)) {
        changed = true;
        Node value = node.kid(0);
        node.become(
            node.is(Op.TEE) ? Node.block(value.type, value) : Node.of(Op.DROP, Op.VOID, value));
      }
    }
    return changed;
  }
}
