package dev.samovar.proxywasm.teavm.shrink;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Reads one function body as a tree; throws {@link UnknownShape} where it is none. Long, as one
 * switch knows every instruction.
 */
final class CodeReader {
  private final ModuleParts module;
  private final ByteReader in;
  private final List<Integer> locals;
  private final Deque<Node> labels = new ArrayDeque<>();
  private final Deque<List<Node>> lists = new ArrayDeque<>();

  private CodeReader(ModuleParts module, ByteReader in, List<Integer> locals) {
    this.module = module;
    this.in = in;
    this.locals = locals;
  }

  static Function read(ModuleParts module, int index, ByteReader in) {
    FunctionType type = module.typeOf(index);
    List<Integer> locals = new ArrayList<>(type.parameters());
    int runs = in.unsigned();
    for (int i = 0; i < runs; i++) {
      int count = in.unsigned();
      int valueType = in.u8();
      for (int k = 0; k < count; k++) {
        locals.add(valueType);
      }
    }
    Node body = new CodeReader(module, in, locals).body(type.result());
    return new Function(index, type, locals, body);
  }

  private Node body(int result) {
    Node body = new Node(Op.BLOCK, result, new ArrayList<>());
    labels.push(body);
    lists.push(body.kids);
    while (!labels.isEmpty()) {
      instruction(in.u8());
    }
    if (in.more()) {
      throw new UnknownShape("a function goes on after its end");
    }
    return body;
  }

  private void instruction(int first) {
    int op = first == Op.WIDE ? first << 8 | in.unsigned() : first;
    switch (op) {
      case Op.UNREACHABLE -> add(Node.of(op, Op.NEVER));
      case Op.NOP -> {}
      case Op.BLOCK, Op.LOOP -> {
        Node node = new Node(op, blockType(), new ArrayList<>());
        add(node);
        labels.push(node);
        lists.push(node.kids);
      }
      case Op.IF -> {
        int type = blockType();
        Node node = Node.of(op, type, pop(), new Node(Op.BLOCK, type, new ArrayList<>()));
        add(node);
        labels.push(node);
        lists.push(node.kid(1).kids);
      }
      case Op.ELSE -> {
        Node node = labels.element();
        check(lists.pop(), node.type);
        node.kids.add(new Node(Op.BLOCK, node.type, new ArrayList<>()));
        lists.push(node.kid(2).kids);
      }
      case Op.END -> {
        Node node = labels.pop();
        check(lists.pop(), node.type);
      }
      case Op.BR, Op.BR_IF -> branch(op);
      case Op.BR_TABLE -> table();
      case Op.RETURN -> {
        int result = bottom().type;
        add(result == Op.VOID ? Node.of(op, Op.NEVER) : Node.of(op, Op.NEVER, pop()));
      }
      case Op.CALL -> {
        int index = in.unsigned();
        call(op, index, module.typeOf(index), 0);
      }
      case Op.CALL_INDIRECT -> {
        int index = in.unsigned();
        zero();
        call(op, index, module.types.get(index), 1);
      }
      case Op.DROP -> add(Node.of(op, Op.VOID, pop()));
      case Op.SELECT -> {
        Node[] taken = pop(3);
        add(Node.of(op, taken[0].type, taken));
      }
      case Op.GET, Op.SET, Op.TEE, Op.GLOBAL_GET, Op.GLOBAL_SET -> variable(op);
      case Op.CONST, Op.CONST_LONG, Op.CONST_FLOAT, Op.CONST_DOUBLE -> constant(op);
      default -> plain(op);
    }
  }

  private void plain(int op) {
    Node node = Node.of(op, Op.result(op), pop(Op.operands(op)));
    if (Op.isLoad(op) || Op.isStore(op)) {
      node.align = in.unsigned();
      node.offset = in.unsigned();
    } else if (op == Op.MEMORY_SIZE || op == Op.MEMORY_GROW || op == Op.MEMORY_FILL) {
      zero();
    } else if (op == Op.MEMORY_COPY) {
      zero();
      zero();
    }
    add(node);
  }

  private void branch(int op) {
    Node target = label(in.unsigned());
    int carried = target.is(Op.LOOP) ? Op.VOID : target.type;
    int count = (carried == Op.VOID ? 0 : 1) + (op == Op.BR_IF ? 1 : 0);
    Node node = Node.of(op, op == Op.BR ? Op.NEVER : carried, pop(count));
    node.target = target;
    add(node);
  }

  private void table() {
    int count = in.unsigned();
    List<Node> targets = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      targets.add(label(in.unsigned()));
    }
    Node node = Node.of(Op.BR_TABLE, Op.NEVER, pop());
    node.targets = targets;
    node.target = label(in.unsigned());
    if (!node.target.is(Op.LOOP) && node.target.type != Op.VOID) {
      throw new UnknownShape("a br_table carries a value");
    }
    add(node);
  }

  private void call(int op, int index, FunctionType type, int more) {
    Node node = Node.of(op, type.result(), pop(type.parameters().size() + more));
    node.value = index;
    add(node);
  }

  private void variable(int op) {
    int index = in.unsigned();
    int type = op <= Op.TEE ? locals.get(index) : Op.I32;
    if (op == Op.GLOBAL_GET) {
      type = module.globals.get(index);
    }
    Node node =
        switch (op) {
          case Op.SET, Op.GLOBAL_SET -> Node.of(op, Op.VOID, pop());
          case Op.TEE -> Node.of(op, type, pop());
          default -> Node.of(op, type);
        };
    node.value = index;
    add(node);
  }

  private void constant(int op) {
    Node node = Node.of(op, Op.I32 - (op - Op.CONST));
    if (op <= Op.CONST_LONG) {
      node.value = in.signed();
    } else {
      int size = op == Op.CONST_FLOAT ? 4 : 8;
      for (int i = 0; i < size; i++) {
        node.value |= (long) in.u8() << 8 * i;
      }
    }
    add(node);
  }

  private int blockType() {
    int type = in.u8();
    if (type != Op.VOID && type < Op.F64 || type > Op.I32) {
      throw new UnknownShape("a block of several values");
    }
    return type;
  }

  private void zero() {
    if (in.u8() != 0) {
      throw new UnknownShape("a second memory or table");
    }
  }

  private Node label(int depth) {
    int left = depth;
    for (Node label : labels) {
      if (left-- == 0) {
        return label;
      }
    }
    throw new UnknownShape("branch depth " + depth);
  }

  private Node bottom() {
    return labels.getLast();
  }

  /** After a branch away nothing in the same list is ever reached, nor kept. */
  private static boolean left(List<Node> list) {
    return !list.isEmpty() && list.get(list.size() - 1).type == Op.NEVER;
  }

  private void add(Node node) {
    if (!left(lists.element())) {
      lists.element().add(node);
    }
  }

  /**
   * The last values, in order. Statements between two of them run after the first and before the
   * second, so they become part of the second.
   */
  private Node[] pop(int count) {
    List<Node> list = lists.element();
    Node[] out = new Node[count];
    for (int i = count - 1; i >= 0; i--) {
      if (left(list)) {
        out[i] = Node.of(Op.UNREACHABLE, Op.NEVER);
        continue;
      }
      Node value = operand(list);
      int start = list.size();
      while (i > 0 && start > 0 && list.get(start - 1).type == Op.VOID) {
        start--;
      }
      if (i > 0 && start < list.size()) {
        List<Node> part = list.subList(start, list.size());
        Node block = new Node(Op.BLOCK, value.type, new ArrayList<>(part));
        part.clear();
        block.kids.add(value);
        value = block;
      }
      out[i] = value;
    }
    return out;
  }

  /** The last value; statements after it run before it is taken. */
  private static Node operand(List<Node> list) {
    int at = list.size() - 1;
    while (at >= 0 && list.get(at).type == Op.VOID) {
      at--;
    }
    if (at < 0) {
      throw new UnknownShape("an operand is no expression");
    }
    Node value = list.remove(at);
    if (at == list.size()) {
      return value;
    }
    List<Node> rest = list.subList(at, list.size());
    Node keep = Node.of(Op.KEEP, value.type, value);
    keep.kids.addAll(rest);
    rest.clear();
    return keep;
  }

  private Node pop() {
    return pop(1)[0];
  }

  /** Each value must be taken, by the block or by the branch that leaves the rest behind. */
  private static void check(List<Node> list, int type) {
    boolean left = left(list);
    if (!left && type != Op.VOID) {
      list.add(operand(list));
    }
    for (int i = list.size() - 1; i >= 0; i--) {
      Node node = list.get(i);
      boolean value = node.type != Op.VOID && node.type != Op.NEVER;
      if (value && left) {
        list.set(i, Node.of(Op.DROP, Op.VOID, node));
      } else if (value && (i < list.size() - 1 || node.type != type)) {
        throw new UnknownShape("a value that nobody takes");
      }
    }
  }
}
