package dev.samovar.proxywasm.teavm.shrink;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The write barrier, which the compiler writes before each store of a reference into an object: the
 * card of the object is marked. Written once, as a function of the object.
 */
final class Barriers {
  private static final Pattern MARK =
      Shape.pattern(
          "(op58 0 (add (load 0 (const #)) (op109 (sub (get #) (load 0 (const #))) (const #)))"
              + " (const 0))");
  private static final FunctionType TYPE = new FunctionType(List.of(Op.I32), Op.VOID);

  private Barriers() {}

  static void rewrite(ModuleParts module) {
    String first = null;
    Function barrier = null;
    for (Function function : List.copyOf(module.functions)) {
      for (Node node : function.nodes()) {
        Matcher match = node.op == 0x3a ? Shape.match(MARK, node) : null;
        if (match == null) {
          continue;
        }
        String places = match.group(1) + " " + match.group(3) + " " + match.group(4);
        int object = Integer.parseInt(match.group(2));
        if (barrier == null) {
          first = places;
          Node body = Node.of(node.op, Op.VOID, node.kid(0), node.kid(1));
          body.align = node.align;
          body.kid(0).kid(1).kid(0).kids.set(0, Node.get(0, Op.I32));
          barrier = module.addFunction(TYPE, body);
        } else if (!places.equals(first)) {
          continue;
        }
        node.become(Node.call(barrier.index, Op.VOID, Node.get(object, Op.I32)));
      }
    }
  }
}
