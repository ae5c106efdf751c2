package dev.samovar.proxywasm.teavm.shrink;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random functions that end: each loop counts down a local of its own. */
final class RandomTrees {
  private static final int LOCALS = 6;
  private static final int COUNTERS = 4;
  private static final int[] BINARY = {Op.ADD, Op.SUB, Op.MUL, 0x71, 0x72, 0x73, Op.SHL};
  private static final int[] COMPARE = {Op.EQ, Op.NE, Op.LT_S, Op.LT_U, 0x4a, 0x4c, 0x4e, 0x4f};

  private final Random random;
  private final List<Node> labels = new ArrayList<>();
  private int counters;

  private RandomTrees(long seed) {
    random = new Random(seed);
  }

  static Specimen specimen(long seed) {
    RandomTrees trees = new RandomTrees(seed);
    List<Node> body = trees.statements(4);
    body.add(trees.value(3));
    return Specimen.of(LOCALS - 2 + COUNTERS, body.toArray(new Node[0]));
  }

  private List<Node> statements(int depth) {
    List<Node> out = new ArrayList<>();
    for (int i = random.nextInt(5); i >= 0; i--) {
      out.add(statement(depth));
    }
    return out;
  }

  private Node statement(int depth) {
    switch (depth == 0 ? random.nextInt(5) : random.nextInt(11)) {
      case 0, 1:
        return Node.set(local(), value(depth));
      case 2:
        return Node.store(address(depth), 4 * random.nextInt(4), value(depth));
      case 3:
        return Node.of(Op.DROP, Op.VOID, value(depth));
      case 4:
        return Node.set(local(), Node.get(local(), Op.I32));
      case 5, 6:
        return block(depth - 1);
      case 7:
        return conditional(depth - 1);
      case 8:
        return loop(depth - 1);
      case 9:
        Node target = target();
        return target == null ? block(depth - 1) : Node.branchIf(target, condition(depth - 1));
      default:
        return table(depth - 1);
    }
  }

  private Node block(int depth) {
    Node block = Node.block(Op.VOID);
    labels.add(block);
    block.kids.addAll(statements(depth));
    labels.remove(block);
    Node target = target();
    if (target != null && random.nextInt(6) == 0) {
      block.kids.add(Node.branch(target));
    } else if (random.nextInt(40) == 0) {
      block.kids.add(Node.of(Op.RETURN, Op.NEVER, value(1)));
    }
    return block;
  }

  private Node conditional(int depth) {
    Node arm = Node.block(Op.VOID);
    arm.kids.addAll(statements(depth));
    Node out = Node.of(Op.IF, Op.VOID, condition(depth), arm);
    if (random.nextBoolean()) {
      Node other = Node.block(Op.VOID);
      if (random.nextBoolean()) {
        other.kids.addAll(statements(depth));
      }
      out.kids.add(other);
    }
    return out;
  }

  private Node loop(int depth) {
    if (counters == COUNTERS) {
      return block(depth);
    }
    int counter = LOCALS + counters++;
    Node loop = Node.of(Op.LOOP, Op.VOID);
    Node inner = Node.block(Op.VOID);
    labels.add(inner);
    inner.kids.addAll(statements(depth));
    labels.remove(inner);
    Node less = Node.of(Op.SUB, Op.I32, Node.get(counter, Op.I32), Node.constant(1));
    loop.kids.add(inner);
    loop.kids.add(Node.set(counter, less));
    loop.kids.add(Node.branchIf(loop, Node.get(counter, Op.I32)));
    return Node.block(Op.VOID, Node.set(counter, Node.constant(1 + random.nextInt(3))), loop);
  }

  private Node table(int depth) {
    Node outer = Node.block(Op.VOID);
    Node inner = Node.block(Op.VOID);
    Node table = Node.of(Op.BR_TABLE, Op.NEVER, value(depth));
    table.targets = List.of(inner, outer);
    table.target = inner;
    inner.kids.add(table);
    outer.kids.add(inner);
    outer.kids.addAll(statements(depth));
    return outer;
  }

  private Node value(int depth) {
    switch (depth == 0 ? random.nextInt(3) : random.nextInt(10)) {
      case 0:
        return Node.constant(random.nextInt(9) - 4);
      case 1, 2:
        return Node.get(local(), Op.I32);
      case 3:
        Node tee = Node.of(Op.TEE, Op.I32, value(depth - 1));
        tee.value = local();
        return tee;
      case 4:
        return Node.load(address(depth - 1), 4 * random.nextInt(4));
      case 5:
        return condition(depth - 1);
      case 6:
        Node keep = Node.of(Op.KEEP, Op.I32, value(depth - 1));
        keep.kids.addAll(statements(depth - 1));
        return keep;
      case 7:
        Node block = Node.block(Op.I32);
        block.kids.addAll(statements(depth - 1));
        Node leave = Node.of(Op.BR_IF, Op.I32, value(depth - 1), condition(depth - 1));
        leave.target = block;
        block.kids.add(Node.of(Op.DROP, Op.VOID, leave));
        block.kids.add(value(depth - 1));
        return block;
      default:
        int op = BINARY[random.nextInt(BINARY.length)];
        return Node.of(op, Op.I32, value(depth - 1), value(depth - 1));
    }
  }

  private Node condition(int depth) {
    if (random.nextInt(3) == 0) {
      return Node.of(Op.EQZ, Op.I32, depth <= 0 ? value(0) : condition(depth - 1));
    }
    int op = COMPARE[random.nextInt(COMPARE.length)];
    return Node.of(op, Op.I32, value(Math.max(depth, 0)), value(0));
  }

  private Node address(int depth) {
    return Node.of(0x71, Op.I32, value(depth), Node.constant(0xffc));
  }

  private int local() {
    return random.nextInt(LOCALS);
  }

  private Node target() {
    return labels.isEmpty() ? null : labels.get(random.nextInt(labels.size()));
  }
}
