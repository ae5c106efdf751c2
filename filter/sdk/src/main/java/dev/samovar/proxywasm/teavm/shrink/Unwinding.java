package dev.samovar.proxywasm.teavm.shrink;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Rewrites how a function throws and how it learns that a callee threw.
 *
 * <p>The compiler stores the call site's id into the frame before each call and each throw, and
 * after the call compares the frame's word with it: a difference means that an exception passes. A
 * global that the runtime's throw sets and its catch clears says the same: nothing but leaving and
 * catching happens in between. So the comparison becomes a look at the global, or nothing where the
 * callee throws nothing. The id is only needed to find handlers: frames start with id 0, which has
 * none, and only functions with handlers still store ids.
 *
 * <p>A check that throws (null, bounds, cast) branches to one pad per function and exception, or
 * per {@code try} block, instead of throwing in place.
 */
final class Unwinding {
  private final ModuleParts module;
  private final GuestRuntime runtime;
  private final HandlerTable table;
  private final Set<Integer> throwing;
  private final int flag;

  private Unwinding(ModuleParts module, GuestRuntime runtime) {
    this.module = module;
    this.runtime = runtime;
    this.table = new HandlerTable(module.data, runtime.table);
    Set<Integer> roots = new HashSet<>(runtime.throwers);
    roots.add(runtime.thrower.index);
    this.throwing = new CallGraph(module, call -> true).reaching(roots);
    this.flag = module.addGlobal(0);
  }

  static void rewrite(ModuleParts module, GuestRuntime runtime) {
    new Unwinding(module, runtime).all();
  }

  private void all() {
    for (Function function : module.functions) {
      Frame frame = Frame.of(function, runtime);
      if (frame != null) {
        new Body(frame).rewrite(function);
      }
    }
    table.write();
    startFramesWithoutHandlers();
    raise();
    List<Node> caught = runtime.catcher.body.kids;
    caught.add(0, Node.globalSet(flag, Node.constant(0)));
  }

  /** The id 0, before the frame's address is answered. */
  private void startFramesWithoutHandlers() {
    List<Node> statements = runtime.allocate.body.kids;
    statements.add(statements.size() - 1, Node.store(Node.get(1, Op.I32), 0, Node.constant(0)));
  }

  /** The global says so from where the runtime cuts its stack back to the handler. */
  private void raise() {
    for (Node node : runtime.thrower.nodes()) {
      if (node.is(Op.STORE) && node.kid(0).isConstant(runtime.stack)) {
        Node store = Node.store(node.kid(0), 0, node.kid(1));
        node.become(Node.block(Op.VOID, Node.globalSet(flag, Node.constant(1)), store));
        return;
      }
    }
    throw new UnknownShape("a throw that cuts no stack");
  }

  private final class Body {
    private final Frame frame;
    private final Map<Node, Pads> pads = new IdentityHashMap<>();
    private final List<Pads> order = new ArrayList<>();

    Body(Frame frame) {
      this.frame = frame;
    }

    void rewrite(Function function) {
      List<Node> nodes = function.nodes();
      boolean handlers = false;
      for (Node node : nodes) {
        if (frame.isSite(node) || frame.isMark(node)) {
          Node id = node.kid(1);
          id.value = table.shared((int) id.value);
          handlers |= id.value != 0;
        }
      }
      for (Node node : nodes) {
        if (node.isStatementList()) {
          checks(node.kids);
          thrown(node);
          if (!handlers) {
            node.kids.removeIf(frame::isSite);
          }
        }
      }
      for (Pads pad : order) {
        pad.build(frame, handlers);
      }
    }

    /** What follows a call: {@code br_if END mark}, or the same with the mark as a value. */
    private void checks(List<Node> list) {
      for (int i = 0; i < list.size(); i++) {
        Node node = list.get(i);
        if (node.is(Op.BR_IF) && frame.isMark(node.kid(0))) {
          check(list, i, node.target, node.kid(0));
        } else if (i > 0 && node.is(Op.DROP) && node.kid(0).is(Op.BR_IF)) {
          Node branch = node.kid(0);
          Node before = list.get(i - 1);
          boolean marks =
              branch.kids.size() == 2
                  && before.is(Op.SET)
                  && frame.isMark(before.kid(0))
                  && branch.kid(0).isGet((int) before.value)
                  && branch.kid(1).isGet((int) before.value);
          if (marks) {
            list.remove(--i);
            check(list, i, branch.target, before.kid(0));
          }
        }
      }
    }

    private void check(List<Node> list, int i, Node target, Node mark) {
      Pads pad = pads(target, mark);
      if (i > 0 && throwsNothing(list.get(i - 1))) {
        list.set(i, Node.block(Op.VOID));
      } else {
        list.set(i, Node.branchIf(pad.thrown(), Node.globalGet(flag)));
      }
    }

    private boolean throwsNothing(Node statement) {
      Node call = statement;
      if (call.is(Op.SET) || call.is(Op.DROP)) {
        call = call.kid(0);
      }
      return call.is(Op.CALL) && !throwing.contains((int) call.value);
    }

    /** {@code site, call thrower, br L}, or the same with the mark as a value. */
    private void thrown(Node block) {
      List<Node> list = block.kids;
      for (int i = 1; i + 1 < list.size(); i++) {
        Node call = list.get(i);
        Node branch = list.get(i + 1);
        if (branch.is(Op.DROP)) {
          branch = branch.kid(0);
        }
        Node site = list.get(i - 1);
        boolean leaves = branch.is(Op.BR) && runtime.throwsAlways(call) && frame.isSite(site);
        if (!leaves || !branch.kids.isEmpty() && !frame.isMark(branch.kid(0))) {
          continue;
        }
        Pads pad = pads(branch.target, site);
        if (call.kids.isEmpty()) {
          list.subList(i - 1, list.size()).clear();
          list.add(Node.branch(pad.thrower((int) call.value)));
          Conditions.fold(block);
        } else {
          list.subList(i + 1, list.size()).clear();
          list.add(Node.branch(pad.thrown()));
        }
        return;
      }
    }

    private Pads pads(Node target, Node siteOrMark) {
      Pads pad = pads.get(target);
      if (pad == null) {
        pad = new Pads(target);
        pads.put(target, pad);
        order.add(pad);
      }
      pad.expect((int) siteOrMark.kid(1).value);
      return pad;
    }
  }
}
