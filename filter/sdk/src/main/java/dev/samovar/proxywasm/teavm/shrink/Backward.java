package dev.samovar.proxywasm.teavm.shrink;

import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Goes through a function from its end to its start, with the set of what is read later. A loop is
 * gone through until nothing is added, so a node may be met several times, with a set that only
 * grows.
 */
final class Backward {
  /** What a node that is no control flow does to the set. */
  interface Step {
    void before(Node node, BitSet live);
  }

  private final Map<Node, BitSet> labels = new IdentityHashMap<>();
  private final Step step;

  private Backward(Step step) {
    this.step = step;
  }

  /** Answers what is read from the function's start on. */
  static BitSet analyse(Function function, Step step) {
    Backward backward = new Backward(step);
    BitSet live = new BitSet();
    backward.labels.put(function.body, new BitSet());
    backward.list(function.body.kids, live);
    return live;
  }

  private void list(List<Node> nodes, BitSet live) {
    for (int i = nodes.size() - 1; i >= 0; i--) {
      node(nodes.get(i), live);
    }
  }

  /** Turns what is read after the node into what is read from before it on. */
  private void node(Node node, BitSet live) {
    switch (node.op) {
      case Op.BLOCK -> {
        labels.put(node, copy(live));
        list(node.kids, live);
      }
      case Op.LOOP -> loop(node, live);
      case Op.IF -> {
        labels.put(node, copy(live));
        BitSet other = copy(live);
        node(node.kid(1), live);
        if (node.kids.size() > 2) {
          node(node.kid(2), other);
        }
        live.or(other);
        node(node.kid(0), live);
      }
      case Op.BR, Op.BR_TABLE, Op.RETURN, Op.UNREACHABLE -> {
        live.clear();
        branch(node, live);
        list(node.kids, live);
      }
      case Op.BR_IF -> {
        branch(node, live);
        list(node.kids, live);
      }
      default -> {
        step.before(node, live);
        list(node.kids, live);
      }
    }
  }

  private void branch(Node node, BitSet live) {
    if (node.target != null) {
      live.or(labels.get(node.target));
    }
    for (Node target : node.targets) {
      live.or(labels.get(target));
    }
  }

  private void loop(Node node, BitSet live) {
    BitSet again = new BitSet();
    BitSet before;
    boolean grows;
    do {
      labels.put(node, copy(again));
      before = copy(live);
      list(node.kids, before);
      BitSet old = copy(again);
      again.or(before);
      grows = !old.equals(again);
    } while (grows);
    live.clear();
    live.or(before);
  }

  private static BitSet copy(BitSet set) {
    return (BitSet) set.clone();
  }
}
