package dev.samovar.proxywasm.teavm.shrink;

import java.util.List;

/**
 * Turns a check around: where the compiler jumps over the throw when all is well, the good case
 * goes straight on and only the bad one branches.
 */
final class Conditions {
  private Conditions() {}

  /**
   * {@code block L: .., drop (br_if L value ok), br PAD} becomes {@code .., br_if PAD (not ok),
   * value}.
   */
  static void fold(Node block) {
    List<Node> list = block.kids;
    int at = list.size() - 2;
    if (at < 0 || block.type == Op.VOID || !block.is(Op.BLOCK)) {
      return;
    }
    Node pad = list.get(at + 1).target;
    Node last = list.get(at);
    if (last.is(Op.BLOCK) && last.type == Op.VOID && !last.kids.isEmpty()) {
      if (!leaves(last.last(), block) || !steady(last.last().kid(0))) {
        return;
      }
      bounds(last);
      retarget(last, last, pad);
      list.remove(at);
      list.addAll(at, last.kids);
      at = list.size() - 2;
      last = list.get(at);
    }
    if (leaves(last, block) && steady(last.kid(0))) {
      Node branch = last.kid(0);
      list.remove(at + 1);
      list.set(at, Node.branchIf(pad, not(branch.kid(1))));
      list.add(branch.kid(0));
    }
  }

  /** What is nonzero where the condition is zero. */
  static Node not(Node condition) {
    int op = condition.op;
    if (op == Op.EQZ) {
      return condition.kid(0);
    }
    int inverse =
        switch (op) {
          case 0x46, 0x51 -> op + 1;
          case 0x47, 0x52 -> op - 1;
          case 0x48, 0x49, 0x53, 0x54 -> op + 6;
          case 0x4e, 0x4f, 0x59, 0x5a -> op - 6;
          case 0x4a, 0x4b, 0x55, 0x56 -> op + 2;
          case 0x4c, 0x4d, 0x57, 0x58 -> op - 2;
          default -> 0;
        };
    if (inverse == 0) {
      return Node.of(Op.EQZ, Op.I32, condition);
    }
    return new Node(inverse, Op.I32, condition.kids);
  }

  private static boolean leaves(Node node, Node block) {
    return node.is(Op.DROP)
        && node.kid(0).is(Op.BR_IF)
        && node.kid(0).target == block
        && node.kid(0).kids.size() == 2;
  }

  /** Whether the value is the same after the condition was computed. */
  private static boolean steady(Node branch) {
    Node value = branch.kid(0);
    if (value.is(Op.CONST)) {
      return true;
    }
    return value.is(Op.GET) && !sets(branch.kid(1), value.value);
  }

  private static boolean sets(Node node, long local) {
    if ((node.is(Op.SET) || node.is(Op.TEE)) && node.value == local) {
      return true;
    }
    for (Node kid : node.kids) {
      if (sets(kid, local)) {
        return true;
      }
    }
    return false;
  }

  /**
   * {@code i < 0} and {@code !(i < length)} are one unsigned comparison, as no length is negative.
   */
  private static void bounds(Node block) {
    List<Node> list = block.kids;
    if (list.size() != 2 || !list.get(0).is(Op.BR_IF) || list.get(0).target != block) {
      return;
    }
    Node lower = list.get(0).kid(0);
    Node upper = list.get(1).kid(0).kid(1);
    boolean same =
        lower.is(Op.LT_S)
            && lower.kid(1).isConstant(0)
            && upper.is(Op.LT_S)
            && lower.kid(0).is(Op.GET)
            && upper.kid(0).isGet((int) lower.kid(0).value)
            && upper.kid(1).is(Op.LOAD)
            && upper.kid(1).kid(0).is(Op.GET);
    if (same) {
      upper.op = Op.LT_U;
      list.remove(0);
    }
  }

  private static void retarget(Node node, Node from, Node to) {
    if (node.target == from) {
      node.target = to;
    }
    for (Node kid : node.kids) {
      retarget(kid, from, to);
    }
  }
}
