package dev.samovar.proxywasm.teavm.shrink;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Writes a function body. A block that no branch leaves needs no bytes of its own. */
final class CodeWriter {
  private final ByteWriter out = new ByteWriter();
  private final List<Node> labels = new ArrayList<>();
  private final Map<Node, Boolean> targeted = new IdentityHashMap<>();

  private CodeWriter() {}

  static byte[] write(Function function) {
    CodeWriter writer = new CodeWriter();
    writer.locals(function);
    for (Node node : function.nodes()) {
      if (node.target != null) {
        writer.targeted.put(node.target, true);
      }
      node.targets.forEach(target -> writer.targeted.put(target, true));
    }
    writer.labels.add(function.body);
    function.body.kids.forEach(writer::node);
    return writer.out.u8(Op.END).toBytes();
  }

  private void locals(Function function) {
    List<int[]> runs = new ArrayList<>();
    for (int type : function.locals.subList(function.parameters(), function.locals.size())) {
      if (!runs.isEmpty() && runs.get(runs.size() - 1)[1] == type) {
        runs.get(runs.size() - 1)[0]++;
      } else {
        runs.add(new int[] {1, type});
      }
    }
    out.unsigned(runs.size());
    runs.forEach(run -> out.unsigned(run[0]).u8(run[1]));
  }

  private void node(Node node) {
    switch (node.op) {
      case Op.BLOCK, Op.LOOP -> block(node);
      case Op.IF -> conditional(node);
      case Op.KEEP -> node.kids.forEach(this::node);
      default -> {
        node.kids.forEach(this::node);
        plain(node);
      }
    }
  }

  private void block(Node node) {
    if (!targeted.containsKey(node)) {
      node.kids.forEach(this::node);
      return;
    }
    out.u8(node.op).u8(node.type);
    labels.add(node);
    node.kids.forEach(this::node);
    labels.remove(labels.size() - 1);
    out.u8(Op.END);
  }

  private void conditional(Node node) {
    node(node.kid(0));
    out.u8(Op.IF).u8(node.type);
    labels.add(node);
    arm(node.kid(1));
    if (node.kids.size() > 2 && (!node.kid(2).kids.isEmpty() || node.type != Op.VOID)) {
      out.u8(Op.ELSE);
      arm(node.kid(2));
    }
    labels.remove(labels.size() - 1);
    out.u8(Op.END);
  }

  private void arm(Node arm) {
    if (targeted.containsKey(arm)) {
      block(arm);
    } else {
      arm.kids.forEach(this::node);
    }
  }

  private void plain(Node node) {
    if (node.op >> 8 == Op.WIDE) {
      out.u8(Op.WIDE).unsigned(node.op & 0xff);
    } else {
      out.u8(node.op);
    }
    switch (node.op) {
      case Op.BR, Op.BR_IF -> out.unsigned(depth(node.target));
      case Op.BR_TABLE -> {
        out.unsigned(node.targets.size());
        node.targets.forEach(target -> out.unsigned(depth(target)));
        out.unsigned(depth(node.target));
      }
      case Op.CALL, Op.GET, Op.SET, Op.TEE, Op.GLOBAL_GET, Op.GLOBAL_SET ->
          out.unsigned((int) node.value);
      case Op.CALL_INDIRECT -> out.unsigned((int) node.value).u8(0);
      case Op.MEMORY_SIZE, Op.MEMORY_GROW, Op.MEMORY_FILL -> out.u8(0);
      case Op.MEMORY_COPY -> out.u8(0).u8(0);
      case Op.CONST -> out.signed((int) node.value);
      case Op.CONST_LONG -> out.signed(node.value);
      case Op.CONST_FLOAT, Op.CONST_DOUBLE -> {
        for (int i = 0; i < (node.op == Op.CONST_FLOAT ? 4 : 8); i++) {
          out.u8((int) (node.value >>> 8 * i) & 0xff);
        }
      }
      default -> {
        if (Op.isLoad(node.op) || Op.isStore(node.op)) {
          out.unsigned(node.align).unsigned(node.offset);
        }
      }
    }
  }

  private int depth(Node target) {
    int at = labels.lastIndexOf(target);
    if (at < 0) {
      throw new UnknownShape("a branch out of nowhere");
    }
    return labels.size() - 1 - at;
  }
}
