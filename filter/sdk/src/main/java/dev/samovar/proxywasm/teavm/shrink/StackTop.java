package dev.samovar.proxywasm.teavm.shrink;

/**
 * Keeps the top of the runtime's stack of frames in a global instead of a word of memory. The
 * global is 4 above what the word held: the address of the frame to come. So a function gives its
 * frame back by setting the global to the frame's address.
 */
final class StackTop {
  private static final int ABOVE = 4;

  private StackTop() {}

  static void rewrite(ModuleParts module, GuestRuntime runtime) {
    if (module.data.word(runtime.stack) != 0) {
      throw new UnknownShape("a stack that is there before the start");
    }
    int global = module.addGlobal(ABOVE);
    for (Function function : module.functions) {
      for (Node node : function.nodes()) {
        boolean access = Op.isLoad(node.op) || Op.isStore(node.op);
        if (!access || !node.kid(0).isConstant(runtime.stack)) {
          continue;
        }
        if (node.offset != 0 || !node.is(Op.LOAD) && !node.is(Op.STORE)) {
          throw new UnknownShape("another access to the top of the stack");
        }
        if (node.is(Op.LOAD)) {
          node.become(Node.of(Op.SUB, Op.I32, Node.globalGet(global), Node.constant(ABOVE)));
        } else {
          node.become(Node.globalSet(global, above(node.kid(1))));
        }
      }
      function.nodes().forEach(StackTop::fold);
    }
  }

  private static Node above(Node value) {
    if (value.is(Op.SUB) && value.kid(1).isConstant(ABOVE)) {
      return value.kid(0);
    }
    return Node.of(Op.ADD, Op.I32, value, Node.constant(ABOVE));
  }

  private static void fold(Node node) {
    boolean back =
        node.is(Op.ADD)
            && node.kid(1).isConstant(ABOVE)
            && node.kid(0).is(Op.SUB)
            && node.kid(0).kid(1).isConstant(ABOVE);
    if (back) {
      node.become(Node.block(Op.I32, node.kid(0).kid(0)));
    }
  }
}
