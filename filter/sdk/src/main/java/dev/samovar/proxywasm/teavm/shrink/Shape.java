package dev.samovar.proxywasm.teavm.shrink;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A tree as text, and patterns over it: {@code (store 0 (const #) (get #))}, where {@code #} is any
 * whole number and {@code ...} anything.
 */
final class Shape {
  private static final Map<Integer, String> NAMES =
      Map.ofEntries(
          Map.entry(Op.UNREACHABLE, "unreachable"),
          Map.entry(Op.BLOCK, "block"),
          Map.entry(Op.LOOP, "loop"),
          Map.entry(Op.IF, "if"),
          Map.entry(Op.BR, "br"),
          Map.entry(Op.BR_IF, "br_if"),
          Map.entry(Op.RETURN, "return"),
          Map.entry(Op.CALL, "call"),
          Map.entry(Op.CALL_INDIRECT, "call_indirect"),
          Map.entry(Op.DROP, "drop"),
          Map.entry(Op.GET, "get"),
          Map.entry(Op.SET, "set"),
          Map.entry(Op.TEE, "tee"),
          Map.entry(Op.LOAD, "load"),
          Map.entry(Op.STORE, "store"),
          Map.entry(Op.CONST, "const"),
          Map.entry(Op.EQZ, "eqz"),
          Map.entry(Op.NE, "ne"),
          Map.entry(Op.ADD, "add"),
          Map.entry(Op.SUB, "sub"),
          Map.entry(Op.MUL, "mul"),
          Map.entry(Op.SHL, "shl"));

  private Shape() {}

  /** Compiles a pattern; each {@code #} is a group. */
  static Pattern pattern(String shape) {
    String escaped = shape.replaceAll("[()]", "\\\\$0").replace("...", ".*");
    return Pattern.compile(escaped.replace("#", "(-?[0-9]+)"));
  }

  /** The match of the whole tree, or null. */
  static Matcher match(Pattern pattern, Node node) {
    Matcher matcher = pattern.matcher(text(node));
    return matcher.matches() ? matcher : null;
  }

  static String text(Node node) {
    StringBuilder out = new StringBuilder();
    write(node, out);
    return out.toString();
  }

  private static void write(Node node, StringBuilder out) {
    out.append('(').append(NAMES.getOrDefault(node.op, "op" + node.op));
    if (Op.isLoad(node.op) || Op.isStore(node.op)) {
      out.append(' ').append(node.offset);
    } else if (node.op == Op.CALL
        || node.op >= Op.GET && node.op <= Op.GLOBAL_SET
        || node.op >= Op.CONST && node.op <= Op.CONST_DOUBLE) {
      out.append(' ').append(node.value);
    }
    for (Node kid : node.kids) {
      out.append(' ');
      write(kid, out);
    }
    out.append(')');
  }
}
