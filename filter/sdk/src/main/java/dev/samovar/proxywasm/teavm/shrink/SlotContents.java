package dev.samovar.proxywasm.teavm.shrink;

import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Takes away the writing of a root that the slot of the frame holds already, by the usual forward
 * analysis: a slot holds 0, what a local holds, or nobody knows what.
 */
final class SlotContents {
  private static final int UNKNOWN = -1;
  private static final int ZERO = -2;

  private final Frame frame;
  private final Map<Node, int[]> labels = new IdentityHashMap<>();
  private final Set<Node> needed = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<Node> met = Collections.newSetFromMap(new IdentityHashMap<>());

  /** Content of each slot, in words of the frame; null where nothing is reached. */
  private int[] state;

  private SlotContents(Frame frame) {
    this.frame = frame;
  }

  static void rewrite(Function function, Frame frame) {
    SlotContents contents = new SlotContents(frame);
    contents.state = new int[frame.roots + 1];
    Arrays.fill(contents.state, UNKNOWN);
    contents.node(function.body);
    for (Node node : contents.met) {
      if (!contents.needed.contains(node)) {
        node.become(Node.of(Op.DROP, Op.VOID, node.kid(1)));
      }
    }
  }

  private void list(List<Node> nodes) {
    nodes.forEach(this::node);
  }

  private void node(Node node) {
    switch (node.op) {
      case Op.BLOCK -> {
        labels.remove(node);
        list(node.kids);
        join(labels.get(node));
      }
      case Op.LOOP -> loop(node);
      case Op.IF -> {
        labels.remove(node);
        node(node.kid(0));
        int[] before = copy(state);
        node(node.kid(1));
        join(labels.get(node));
        int[] after = state;
        state = before;
        if (node.kids.size() > 2) {
          node(node.kid(2));
          join(labels.get(node));
        }
        join(after);
      }
      case Op.BR, Op.BR_IF, Op.BR_TABLE -> {
        list(node.kids);
        reach(node.target);
        node.targets.forEach(this::reach);
        state = node.is(Op.BR_IF) ? state : null;
      }
      case Op.RETURN, Op.UNREACHABLE -> {
        list(node.kids);
        state = null;
      }
      default -> {
        list(node.kids);
        if (state != null) {
          plain(node);
        }
      }
    }
  }

  private void plain(Node node) {
    if (node == frame.made) {
      Arrays.fill(state, ZERO);
    } else if (node.is(Op.SET) || node.is(Op.TEE)) {
      for (int i = 0; i < state.length; i++) {
        state[i] = state[i] == node.value ? UNKNOWN : state[i];
      }
    } else if (frame.isRoot(node)) {
      met.add(node);
      int slot = node.offset / 4;
      int content = content(node.kid(1));
      if (content == UNKNOWN || state[slot] != content) {
        needed.add(node);
      }
      state[slot] = content;
    }
  }

  private static int content(Node value) {
    if (value.isConstant(0)) {
      return ZERO;
    }
    return value.is(Op.GET) || value.is(Op.TEE) ? (int) value.value : UNKNOWN;
  }

  private void loop(Node node) {
    int[] start = copy(state);
    boolean more;
    do {
      labels.remove(node);
      state = copy(start);
      list(node.kids);
      int[] end = state;
      state = copy(start);
      join(labels.get(node));
      more = !Arrays.equals(state, start);
      start = state;
      state = end;
    } while (more);
  }

  private void reach(Node target) {
    int[] kept = state;
    state = copy(labels.get(target));
    join(kept);
    labels.put(target, copy(state));
    state = kept;
  }

  private void join(int[] other) {
    if (state == null) {
      state = copy(other);
    } else if (other != null) {
      for (int i = 0; i < state.length; i++) {
        state[i] = state[i] == other[i] ? state[i] : UNKNOWN;
      }
    }
  }

  private static int[] copy(int[] from) {
    return from == null ? null : from.clone();
  }
}
