package dev.samovar.proxywasm.teavm.shrink;

/** Makes one instruction of {@code x << n | x >>> 64 - n}, as not every host's compiler does. */
final class Rotations {
  private static final int OR = 0x84;
  private static final int SHIFT_LEFT = 0x86;
  private static final int SHIFT_RIGHT = 0x88;
  private static final int ROTATE_LEFT = 0x89;
  private static final int EXTEND_UNSIGNED = 0xad;

  private Rotations() {}

  static void rewrite(Function function) {
    for (Node node : function.nodes()) {
      widen(node);
      if (node.is(OR) && node.kid(0).is(SHIFT_LEFT) && node.kid(1).is(SHIFT_RIGHT)) {
        Node left = node.kid(0);
        Node right = node.kid(1);
        widen(left.kid(1));
        widen(right.kid(1));
        if (right.kid(0).is(Op.GET)
            && holds(left.kid(0), right.kid(0).value)
            && left.kid(1).is(Op.CONST_LONG)
            && right.kid(1).is(Op.CONST_LONG)
            && left.kid(1).value + right.kid(1).value == 64) {
          node.op = ROTATE_LEFT;
          node.kids = left.kids;
        }
      }
    }
  }

  /** Whether it is the local, or has just been put into it. */
  private static boolean holds(Node node, long local) {
    return (node.is(Op.GET) || node.is(Op.TEE)) && node.value == local;
  }

  /** A constant that is made longer is a long one. */
  private static void widen(Node node) {
    if (node.is(EXTEND_UNSIGNED) && node.kid(0).is(Op.CONST)) {
      long value = node.kid(0).value & 0xffffffffL;
      node.become(Node.of(Op.CONST_LONG, Op.I64));
      node.value = value;
    }
  }
}
