package dev.samovar.proxywasm.teavm.shrink;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Before what needs a class, the compiler asks whether it is initialised and calls its initialiser
 * if not; the initialiser asks the same again. Outside of loops it is called at once, with what is
 * written into the frame for it.
 */
final class Initialisers {
  private static final Pattern INITIALISER =
      Shape.pattern(
          "(block (block (br_if (op113 (load 0 (const #)) (const 1)))"
              + " (store 0 (const #) (op114 (load 0 (const #)) (const 1))) (call #)))");
  private static final Pattern UNLESS_DONE =
      Shape.pattern("(eqz (op113 (load 0 (const #)) (const 1)))");

  /** The flags of the classes, by the initialisers that ask for them. */
  private final Map<Long, String> flags = new HashMap<>();

  private Initialisers() {}

  static void rewrite(ModuleParts module, GuestRuntime runtime) {
    Initialisers initialisers = new Initialisers();
    for (Function function : module.functions) {
      Tidy.rewrite(function);
      Matcher match = Shape.match(INITIALISER, function.body);
      if (match == null) {
        continue;
      }
      String flag = match.group(1);
      if (flag.equals(match.group(2)) && flag.equals(match.group(3))) {
        initialisers.flags.put((long) function.index, flag);
      }
    }
    for (Function function : module.functions) {
      initialisers.node(function.body, Frame.of(function, runtime));
    }
  }

  private void node(Node node, Frame frame) {
    if (node.is(Op.LOOP)) {
      return;
    }
    if (node.is(Op.IF) && node.kids.size() == 2 && node.type == Op.VOID) {
      Matcher asked = Shape.match(UNLESS_DONE, node.kid(0));
      if (asked != null && calls(node.kid(1).kids, asked.group(1), frame)) {
        node.become(Node.block(Op.VOID, node.kid(1).kids.toArray(new Node[0])));
        return;
      }
    }
    node.kids.forEach(kid -> node(kid, frame));
  }

  /** Whether they are a call of the initialiser, then at most a look at what it threw. */
  private boolean calls(List<Node> arm, String flag, Frame frame) {
    int at = 0;
    while (frame != null && at < arm.size() && isFor(arm.get(at), frame)) {
      at++;
    }
    boolean call =
        at < arm.size() && arm.get(at).is(Op.CALL) && flag.equals(flags.get(arm.get(at).value));
    int after = arm.size() - at - 1;
    return call && (after == 0 || after == 1 && isCheck(arm.get(at + 1)));
  }

  private static boolean isFor(Node node, Frame frame) {
    return frame.isSite(node) || frame.isRoot(node) && node.kid(1).is(Op.GET);
  }

  private static boolean isCheck(Node node) {
    return node.is(Op.BR_IF) && node.kid(0).is(Op.GLOBAL_GET);
  }
}
