package dev.samovar.proxywasm.teavm.shrink;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * Takes away what does nothing: empty blocks, blocks that nothing leaves, statements that are never
 * reached, a local that is set to itself, {@code eqz} of {@code eqz} in a condition.
 */
final class Tidy {
  private final Set<Node> targeted = Collections.newSetFromMap(new IdentityHashMap<>());

  private Tidy() {}

  static void rewrite(Function function) {
    Tidy tidy = new Tidy();
    for (Node node : function.nodes()) {
      if (node.target != null) {
        tidy.targeted.add(node.target);
        tidy.targeted.addAll(node.targets);
      }
    }
    tidy.node(function.body);
    tidy.tail(function.body);
  }

  private void node(Node node) {
    for (int i = 0; i < node.kids.size(); i++) {
      Node kid = node.kid(i);
      node(kid);
      boolean arm = node.is(Op.IF) && i > 0;
      if (!arm && kid.is(Op.BLOCK) && kid.kids.size() == 1 && !targeted.contains(kid)) {
        node.kids.set(i, kid.kid(0));
      }
    }
    if (node.isStatementList()) {
      flatten(node);
    }
    if (node.is(Op.IF) || node.is(Op.BR_IF)) {
      int at = node.is(Op.IF) ? 0 : node.kids.size() - 1;
      node.kids.set(at, condition(node.kid(at)));
    }
    if (node.is(Op.IF) && node.kids.size() == 3 && node.type == Op.VOID) {
      if (node.kid(2).kids.isEmpty()) {
        node.kids.remove(2);
      } else if (node.kid(1).kids.isEmpty()) {
        node.kids.remove(1);
        node.kids.set(0, Conditions.not(node.kid(0)));
      }
    }
  }

  private static Node condition(Node node) {
    Node out = node;
    while (out.is(Op.EQZ) && out.kid(0).is(Op.EQZ)) {
      out = out.kid(0).kid(0);
    }
    if (out.is(Op.NE) && out.kid(1).isConstant(0)) {
      out = out.kid(0);
    } else if (out.is(Op.EQ) && out.kid(1).isConstant(0)) {
      out = Node.of(Op.EQZ, Op.I32, out.kid(0));
    }
    return out;
  }

  private void flatten(Node list) {
    List<Node> out = new ArrayList<>();
    for (Node node : list.kids) {
      boolean plain = node.is(Op.BLOCK) && !targeted.contains(node);
      boolean same = node.is(Op.SET) && node.kid(0).isGet((int) node.value);
      boolean dropped = node.is(Op.DROP) && Effects.of(node).none();
      if (plain && !(list.is(Op.KEEP) && out.isEmpty())) {
        out.addAll(node.kids);
      } else if (!same && !dropped) {
        out.add(node);
      }
    }
    for (int i = 0; i < out.size() - 1; i++) {
      if (out.get(i).type == Op.NEVER) {
        out = new ArrayList<>(out.subList(0, i + 1));
      }
    }
    list.kids = out;
  }

  /** What comes last in a function needs no {@code return}. */
  private void tail(Node body) {
    if (body.kids.isEmpty() || !body.last().is(Op.RETURN)) {
      return;
    }
    Node last = body.kids.remove(body.kids.size() - 1);
    body.kids.addAll(last.kids);
  }
}
