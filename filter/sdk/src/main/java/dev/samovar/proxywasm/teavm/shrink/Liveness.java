package dev.samovar.proxywasm.teavm.shrink;

import java.util.BitSet;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Takes away what sets a local that nobody reads afterwards, by the usual backward analysis. */
final class Liveness {
  private final Map<Node, BitSet> labels = new IdentityHashMap<>();
  private final Set<Node> dead = Collections.newSetFromMap(new IdentityHashMap<>());

  private Liveness() {}

  /** Whether anything was taken away. */
  static boolean rewrite(Function function) {
    Liveness liveness = new Liveness();
    liveness.labels.put(function.body, new BitSet());
    BitSet live = new BitSet();
    liveness.list(function.body.kids, live);
    for (Node node : liveness.dead) {
      Node value = node.kid(0);
      if (node.is(Op.TEE)) {
        node.become(value);
      } else if (Effects.of(value).none()) {
        node.become(Node.block(Op.VOID));
      } else {
        node.become(Node.of(Op.DROP, Op.VOID, value));
      }
    }
    return !liveness.dead.isEmpty();
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
      case Op.GET -> live.set((int) node.value);
      case Op.SET, Op.TEE -> {
        if (live.get((int) node.value)) {
          dead.remove(node);
        } else {
          dead.add(node);
        }
        live.clear((int) node.value);
        list(node.kids, live);
      }
      default -> list(node.kids, live);
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
    do {
      labels.put(node, copy(again));
      before = copy(live);
      list(node.kids, before);
      BitSet grown = copy(again);
      grown.or(before);
      if (grown.equals(again)) {
        break;
      }
      again = grown;
    } while (true);
    live.clear();
    live.or(before);
  }

  private static BitSet copy(BitSet set) {
    return (BitSet) set.clone();
  }
}
