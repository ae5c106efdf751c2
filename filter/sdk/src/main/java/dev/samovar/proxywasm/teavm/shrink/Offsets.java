package dev.samovar.proxywasm.teavm.shrink;

/**
 * Moves constants out of an address into the instruction's own offset, which costs nothing: {@code
 * load (array + 12 + i)} becomes {@code load offset=12 (array + i)}.
 *
 * <p>An address wraps at 2^32 and an offset does not (core specification, 4.4.7), so what is left
 * must not fall below zero: no object lies below {@value #LOWEST}, and an offset does not become
 * more than that.
 */
final class Offsets {
  /** Where the compiler puts the first of its data. */
  static final int LOWEST = 256;

  private Offsets() {}

  static void rewrite(ModuleParts module) {
    if (module.data.start() > 0 && module.data.start() < LOWEST) {
      throw new UnknownShape("data at " + module.data.start());
    }
    module.functions.forEach(Offsets::rewrite);
  }

  static void rewrite(Function function) {
    for (Node node : function.nodes()) {
      if (Op.isLoad(node.op) || Op.isStore(node.op)) {
        Node address = node.kid(0);
        long sum = sum(address);
        if (sum > 0 && node.offset >= 0 && sum + node.offset <= LOWEST) {
          node.kids.set(0, without(address));
          node.offset += (int) sum;
        }
      }
    }
  }

  /** The constants of a sum. */
  private static long sum(Node node) {
    if (node.is(Op.CONST)) {
      return node.value;
    }
    if (node.is(Op.ADD)) {
      return sum(node.kid(0)) + sum(node.kid(1));
    }
    return isShift(node) ? sum(node.kid(0)) << node.kid(1).value : 0;
  }

  /** The sum without its constants. */
  private static Node without(Node node) {
    if (node.is(Op.CONST)) {
      return Node.constant(0);
    }
    if (isShift(node)) {
      return Node.of(Op.SHL, Op.I32, without(node.kid(0)), node.kid(1));
    }
    if (!node.is(Op.ADD)) {
      return node;
    }
    Node left = without(node.kid(0));
    Node right = without(node.kid(1));
    if (right.isConstant(0)) {
      return left;
    }
    return left.isConstant(0) ? right : Node.of(Op.ADD, Op.I32, left, right);
  }

  /** A shift by a size of an element, of a sum. */
  private static boolean isShift(Node node) {
    return node.is(Op.SHL)
        && node.kid(0).is(Op.ADD)
        && node.kid(1).is(Op.CONST)
        && node.kid(1).value >= 0
        && node.kid(1).value <= 3;
  }
}
