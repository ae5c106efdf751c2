package dev.samovar.proxywasm.teavm.shrink;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The function that tells whether a class is of a type: the class's tag lies between two bounds.
 * Two comparisons and three returns become one unsigned comparison of the distance to the lower
 * bound.
 */
final class Supertypes {
  private static final Pattern BETWEEN =
      Shape.pattern(
          "(block (set 0 (load # (get 0)))"
              + " (if (op72 (get 0) (const #)) (block (return (const 0))))"
              + " (if (op78 (get 0) (const #)) (block (return (const 0))))"
              + " (return (const 1)))");

  private Supertypes() {}

  static void rewrite(Function function) {
    Matcher match = Shape.match(BETWEEN, function.body);
    if (match == null) {
      return;
    }
    int low = Integer.parseInt(match.group(2));
    int high = Integer.parseInt(match.group(3));
    if (low < 0 || high < low) {
      return;
    }
    Node tag = Node.load(Node.get(0, Op.I32), Integer.parseInt(match.group(1)));
    Node distance = Node.of(Op.SUB, Op.I32, tag, Node.constant(low));
    Node inside = Node.of(Op.LT_U, Op.I32, distance, Node.constant(high - low));
    function.body.kids.clear();
    function.body.kids.add(inside);
  }
}
