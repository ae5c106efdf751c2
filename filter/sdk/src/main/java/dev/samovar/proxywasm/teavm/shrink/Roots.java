package dev.samovar.proxywasm.teavm.shrink;

import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Takes away what a function writes into its frame for nobody: the whole frame where no call looks
 * at it, else a root that is written again, or left, before a call that looks; and a root that the
 * slot holds already.
 *
 * <p>Frames are made with their slots cleared, which saves each function to clear them.
 */
final class Roots {
  private final ModuleParts module;
  private final GuestRuntime runtime;
  private final Walks walks;

  private Roots(ModuleParts module, GuestRuntime runtime) {
    this.module = module;
    this.runtime = runtime;
    this.walks = new Walks(module, runtime);
  }

  static void rewrite(ModuleParts module, GuestRuntime runtime) {
    Roots roots = new Roots(module, runtime);
    for (Function function : module.functions) {
      Frame frame = Frame.of(function, runtime);
      if (frame == null) {
        continue;
      }
      if (roots.needed(function, frame)) {
        SlotContents.rewrite(function, frame);
        roots.unread(function, frame);
      } else {
        roots.remove(function, frame);
      }
    }
    roots.clearNewFrames();
  }

  private boolean needed(Function function, Frame frame) {
    for (Node node : function.nodes()) {
      if (frame.isSite(node) || frame.isMark(node) || walks.walks(node)) {
        return true;
      }
    }
    return false;
  }

  private void remove(Function function, Frame frame) {
    for (Node node : function.nodes()) {
      if (node == frame.made || frame.isRelease(node)) {
        node.become(Node.block(Op.VOID));
      } else if (frame.isRoot(node)) {
        node.become(Node.of(Op.DROP, Op.VOID, node.kid(1)));
      }
    }
  }

  private void unread(Function function, Frame frame) {
    Set<Node> read = new HashSet<>();
    Set<Node> all = new HashSet<>();
    BitSet every = new BitSet();
    every.set(0, 4 * frame.roots + 4);
    Backward.analyse(
        function,
        (node, live) -> {
          if (frame.isRoot(node)) {
            all.add(node);
            if (live.get(node.offset)) {
              read.add(node);
            }
            live.clear(node.offset);
          } else if (walks.walks(node)) {
            live.or(every);
          }
        });
    for (Node node : all) {
      if (!read.contains(node)) {
        node.become(Node.of(Op.DROP, Op.VOID, node.kid(1)));
      }
    }
  }

  /** {@code for (p = result; p < stack; p += 4) *p = 0}: the word and the slots. */
  private void clearNewFrames() {
    Function allocate = runtime.allocate;
    List<Node> statements = allocate.body.kids;
    int pointer = allocate.newLocal(Op.I32);
    Node loop = Node.of(Op.LOOP, Op.VOID);
    Node done = Node.of(Op.LT_U, Op.I32, Node.get(pointer, Op.I32), Node.get(2, Op.I32));
    Node next = Node.of(Op.ADD, Op.I32, Node.get(pointer, Op.I32), Node.constant(4));
    loop.kids.add(Node.store(Node.get(pointer, Op.I32), 0, Node.constant(0)));
    loop.kids.add(Node.set(pointer, next));
    loop.kids.add(Node.branchIf(loop, done));
    statements.removeIf(node -> node.is(Op.STORE) && node.kid(0).isGet(1));
    statements.add(statements.size() - 1, Node.set(pointer, Node.get(1, Op.I32)));
    statements.add(statements.size() - 1, loop);
  }
}
