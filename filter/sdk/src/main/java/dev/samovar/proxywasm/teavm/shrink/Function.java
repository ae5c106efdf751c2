package dev.samovar.proxywasm.teavm.shrink;

import java.util.ArrayList;
import java.util.List;

/** A function with a body. */
final class Function {
  /** Its number among all functions, the imported ones first. */
  int index;

  final FunctionType type;

  /** The value types of parameters and locals. */
  final List<Integer> locals;

  /** A block whose label is the function itself. */
  Node body;

  Function(int index, FunctionType type, List<Integer> locals, Node body) {
    this.index = index;
    this.type = type;
    this.locals = locals;
    this.body = body;
  }

  int parameters() {
    return type.parameters().size();
  }

  int newLocal(int valueType) {
    locals.add(valueType);
    return locals.size() - 1;
  }

  /** All nodes, each before what it holds. */
  List<Node> nodes() {
    List<Node> out = new ArrayList<>();
    collect(body, out);
    return out;
  }

  static void collect(Node node, List<Node> out) {
    out.add(node);
    for (Node kid : node.kids) {
      collect(kid, out);
    }
  }
}
