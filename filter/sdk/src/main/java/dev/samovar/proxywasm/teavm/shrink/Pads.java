package dev.samovar.proxywasm.teavm.shrink;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The places at the end of one block to which the block's statements branch when something is to be
 * thrown, and, where the block gives the number of a handler, when something was thrown.
 */
final class Pads {
  private final Node block;
  private final Node thrown = Node.block(Op.VOID);
  private final Map<Integer, Node> throwers = new TreeMap<>();
  private boolean caught;

  /** The shared id of the block's call sites; -1 until one is known. */
  private int id = -1;

  Pads(Node block) {
    this.block = block;
  }

  /** Whether the block wants the number of the handler. */
  boolean hasHandlers() {
    return block.type != Op.VOID;
  }

  void expect(int site) {
    if (id >= 0 && id != site || hasHandlers() == (site == 0)) {
      throw new UnknownShape("other handlers than the block has");
    }
    id = site;
  }

  /** Where to branch once something was thrown. */
  Node thrown() {
    if (!hasHandlers()) {
      return block;
    }
    caught = true;
    return thrown;
  }

  /** Where to branch so that this function, which takes nothing, throws. */
  Node thrower(int function) {
    thrown();
    return throwers.computeIfAbsent(function, key -> Node.block(Op.VOID));
  }

  /** Puts the pads behind the block's statements. */
  void build(Frame frame, boolean sites) {
    if (!caught && throwers.isEmpty()) {
      return;
    }
    List<Node> statements = new ArrayList<>(block.kids);
    leave(statements);
    for (Map.Entry<Integer, Node> pad : throwers.entrySet()) {
      pad.getValue().kids.addAll(statements);
      statements = new ArrayList<>();
      statements.add(pad.getValue());
      if (sites) {
        statements.add(frame.site(id));
      }
      statements.add(Node.call(pad.getKey(), Op.VOID));
      statements.add(Node.branch(thrown()));
    }
    if (hasHandlers()) {
      thrown.kids.addAll(statements);
      statements = new ArrayList<>(List.of(thrown, frame.mark(id)));
    }
    block.kids = statements;
  }

  /** Keeps the statements from running into the pads. */
  private void leave(List<Node> statements) {
    Node last = statements.get(statements.size() - 1);
    if (last.type == Op.NEVER) {
      return;
    }
    Node branch = Node.branch(block);
    if (last.type != Op.VOID) {
      branch.kids.add(statements.remove(statements.size() - 1));
    }
    statements.add(branch);
  }
}
