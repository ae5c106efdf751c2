package dev.samovar.proxywasm.teavm.shrink;

import java.util.List;

/**
 * Moves what a local is set to into the next statement, where that reads the local first: {@code
 * set x v; f(get x)} becomes {@code f(tee x v)}. What the statement evaluates before must commute
 * with the value, and not branch away: the local may be read there.
 */
final class Sinking {
  private boolean changed;

  private Sinking() {}

  static boolean rewrite(Function function) {
    Sinking sinking = new Sinking();
    for (Node node : function.nodes()) {
      if (node.isStatementList()) {
        sinking.list(node);
      }
    }
    return sinking.changed;
  }

  private void list(Node block) {
    List<Node> list = block.kids;
    int first = block.is(Op.KEEP) ? 1 : 0;
    for (int i = list.size() - 2; i >= first; i--) {
      Node set = list.get(i);
      if (!set.is(Op.SET)) {
        continue;
      }
      Effects effects = Effects.of(set);
      Node place = find(list.get(i + 1), (int) set.value, effects);
      if (place != null) {
        Node tee = Node.of(Op.TEE, place.type, set.kid(0));
        tee.value = set.value;
        place.become(tee);
        list.remove(i);
        changed = true;
      }
    }
  }

  /** The first read of the local, where only what commutes is evaluated before; else null. */
  private Node find(Node node, int local, Effects value) {
    if (node.isGet(local)) {
      return node;
    }
    if (node.is(Op.LOOP)) {
      return null;
    }
    int count = node.is(Op.IF) ? 1 : node.kids.size();
    for (int i = 0; i < count; i++) {
      Node kid = node.kid(i);
      Node found = find(kid, local, value);
      if (found != null) {
        return found;
      }
      Effects before = Effects.of(kid);
      if (!before.commutes(value)) {
        return null;
      }
    }
    return null;
  }
}
