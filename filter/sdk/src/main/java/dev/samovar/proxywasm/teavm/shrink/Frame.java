package dev.samovar.proxywasm.teavm.shrink;

import java.util.regex.Pattern;

/** One function's frame on the runtime's stack: which local holds it, and what is done with it. */
final class Frame {
  private static final Pattern CONSTANT = Shape.pattern("(const #)");

  /** The local with the frame's address. */
  final int local;

  /** The roots it has room for. */
  final int roots;

  /** The statement that makes it. */
  final Node made;

  private final GuestRuntime runtime;

  private Frame(GuestRuntime runtime, Node made) {
    this.runtime = runtime;
    this.made = made;
    this.local = (int) made.value;
    this.roots = (int) made.kid(0).kid(0).value;
  }

  /** The frame of that function, or null where it has none. */
  static Frame of(Function function, GuestRuntime runtime) {
    Frame frame = null;
    for (Node node : function.nodes()) {
      if (node.is(Op.SET)
          && node.kid(0).is(Op.CALL)
          && node.kid(0).value == runtime.allocate.index) {
        if (frame != null || Shape.match(CONSTANT, node.kid(0).kid(0)) == null) {
          throw new UnknownShape("a function with two frames");
        }
        frame = new Frame(runtime, node);
      }
    }
    if (frame != null) {
      frame.check(function);
    }
    return frame;
  }

  /** Whether it stores the id of a call site. */
  boolean isSite(Node node) {
    return node.is(Op.STORE)
        && node.offset == 0
        && node.kid(0).isGet(local)
        && node.kid(1).is(Op.CONST);
  }

  /** Whether it is what the frame's word says beyond the id of the call site. */
  boolean isMark(Node node) {
    return node.is(Op.SUB)
        && node.kid(0).is(Op.LOAD)
        && node.kid(0).offset == 0
        && node.kid(0).kid(0).isGet(local)
        && node.kid(1).is(Op.CONST);
  }

  boolean isRoot(Node node) {
    return node.is(Op.STORE) && node.offset > 0 && node.kid(0).isGet(local);
  }

  boolean isRelease(Node node) {
    return node.is(Op.STORE)
        && node.kid(0).isConstant(runtime.stack)
        && node.kid(1).is(Op.SUB)
        && node.kid(1).kid(0).isGet(local)
        && node.kid(1).kid(1).isConstant(4);
  }

  Node site(int id) {
    return Node.store(Node.get(local, Op.I32), 0, Node.constant(id));
  }

  Node mark(int id) {
    return Node.of(Op.SUB, Op.I32, Node.load(Node.get(local, Op.I32), 0), Node.constant(id));
  }

  private void check(Function function) {
    int uses = 0;
    int known = 0;
    for (Node node : function.nodes()) {
      if ((node.is(Op.SET) || node.is(Op.TEE)) && node.value == local && node != made) {
        throw new UnknownShape("a frame that moves");
      }
      if (node.isGet(local)) {
        uses++;
      }
      if (isSite(node) || isMark(node) || isRoot(node) || isRelease(node)) {
        known++;
      }
    }
    if (uses != known || local < function.parameters()) {
      throw new UnknownShape("a frame that is used in another way");
    }
  }
}
