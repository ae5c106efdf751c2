package dev.samovar.proxywasm.teavm.shrink;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One instruction with what it takes: a function body as a tree. A block, a loop and the arms of an
 * {@code if} hold statements, of which the last may give their value; a branch names the block that
 * it leaves, so that no depth is counted.
 */
final class Node {
  int op;

  /** What it gives: a value type, {@link Op#VOID} or {@link Op#NEVER}. */
  int type;

  /** The constant's bits, or the index of local, global, function or type. */
  long value;

  /** Of a load or store. */
  int align;

  /** Of a load or store, in bytes. */
  int offset;

  /** Of a branch; of a {@code br_table} the default. */
  Node target;

  /** Of a {@code br_table}. */
  List<Node> targets = List.of();

  /** Operands in order; of a block its statements; of an {@code if} condition, then, else. */
  List<Node> kids;

  Node(int op, int type, List<Node> kids) {
    this.op = op;
    this.type = type;
    this.kids = kids;
  }

  static Node of(int op, int type, Node... kids) {
    return new Node(op, type, new ArrayList<>(Arrays.asList(kids)));
  }

  static Node constant(int value) {
    Node node = of(Op.CONST, Op.I32);
    node.value = value;
    return node;
  }

  static Node get(int local, int type) {
    Node node = of(Op.GET, type);
    node.value = local;
    return node;
  }

  static Node set(int local, Node value) {
    Node node = of(Op.SET, Op.VOID, value);
    node.value = local;
    return node;
  }

  static Node load(Node address, int offset) {
    Node node = of(Op.LOAD, Op.I32, address);
    node.align = 2;
    node.offset = offset;
    return node;
  }

  static Node store(Node address, int offset, Node value) {
    Node node = of(Op.STORE, Op.VOID, address, value);
    node.align = 2;
    node.offset = offset;
    return node;
  }

  static Node block(int type, Node... statements) {
    return of(Op.BLOCK, type, statements);
  }

  static Node call(int function, int type, Node... arguments) {
    Node node = of(Op.CALL, type, arguments);
    node.value = function;
    return node;
  }

  static Node branch(Node target) {
    Node node = of(Op.BR, Op.NEVER);
    node.target = target;
    return node;
  }

  static Node branchIf(Node target, Node condition) {
    Node node = of(Op.BR_IF, Op.VOID, condition);
    node.target = target;
    return node;
  }

  static Node globalGet(int global) {
    Node node = of(Op.GLOBAL_GET, Op.I32);
    node.value = global;
    return node;
  }

  static Node globalSet(int global, Node value) {
    Node node = of(Op.GLOBAL_SET, Op.VOID, value);
    node.value = global;
    return node;
  }

  boolean is(int wanted) {
    return op == wanted;
  }

  boolean isConstant(int wanted) {
    return op == Op.CONST && (int) value == wanted;
  }

  boolean isGet(int local) {
    return op == Op.GET && value == local;
  }

  boolean isStatementList() {
    return op == Op.BLOCK || op == Op.LOOP || op == Op.KEEP;
  }

  Node kid(int n) {
    return kids.get(n);
  }

  Node last() {
    return kids.get(kids.size() - 1);
  }

  /** Becomes that new node, which no branch names, for whoever holds this one. */
  void become(Node other) {
    op = other.op;
    type = other.type;
    value = other.value;
    align = other.align;
    offset = other.offset;
    target = other.target;
    targets = other.targets;
    kids = other.kids;
  }
}
