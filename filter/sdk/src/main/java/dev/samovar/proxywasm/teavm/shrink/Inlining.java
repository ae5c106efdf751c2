package dev.samovar.proxywasm.teavm.shrink;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Puts the body of a function that is called from one place alone into that place. Functions that
 * the host or the table calls stay, and none grows beyond {@value #MOST_NODES} nodes, which the
 * host's compiler would take long for.
 */
final class Inlining {
  static final int MOST_NODES = 4_000;

  private final ModuleParts module;
  private final int[] calls;
  private final int[] sizes;
  private final Set<Function> gone = new HashSet<>();

  private Inlining(ModuleParts module) {
    this.module = module;
    int count = module.imported() + module.functions.size();
    calls = new int[count];
    sizes = new int[count];
    for (int function : module.tableFunctions) {
      calls[function] += 2;
    }
    for (Function function : module.functions) {
      List<Node> nodes = function.nodes();
      sizes[function.index] = nodes.size();
      for (Node node : nodes) {
        if (node.is(Op.CALL)) {
          calls[(int) node.value]++;
        }
      }
      if (module.isEntry(function.index)) {
        calls[function.index] += 2;
      }
    }
  }

  static void rewrite(ModuleParts module) {
    Inlining inlining = new Inlining(module);
    for (Function function : module.functions) {
      if (!inlining.gone.contains(function) && inlining.into(function)) {
        Shrink.tidy(function);
      }
    }
    Needed.drop(module);
  }

  /** Whether anything was put into that one. */
  private boolean into(Function caller) {
    boolean any = false;
    List<Node> left = new ArrayList<>(caller.nodes());
    while (!left.isEmpty()) {
      Node call = left.remove(left.size() - 1);
      Function callee = call.is(Op.CALL) ? module.function((int) call.value) : null;
      if (callee == null || callee == caller || calls[callee.index] != 1) {
        continue;
      }
      int size = sizes[caller.index] + sizes[callee.index];
      if (size > MOST_NODES) {
        continue;
      }
      sizes[caller.index] = size;
      gone.add(callee);
      left.addAll(callee.nodes());
      put(caller, call, callee);
      any = true;
    }
    return any;
  }

  private static void put(Function caller, Node call, Function callee) {
    int[] locals = new int[callee.locals.size()];
    List<Node> statements = new ArrayList<>();
    for (int i = 0; i < locals.length; i++) {
      int type = callee.locals.get(i);
      locals[i] = caller.newLocal(type);
      // A call begins with zeros each time, a place in a loop with what was there.
      statements.add(Node.set(locals[i], i < callee.parameters() ? call.kid(i) : zero(type)));
    }
    Node body = callee.body;
    for (Node node : callee.nodes()) {
      if (node.op >= Op.GET && node.op <= Op.TEE) {
        node.value = locals[(int) node.value];
      } else if (node.is(Op.RETURN)) {
        node.op = Op.BR;
        node.target = body;
      }
    }
    statements.add(body);
    Node place = new Node(Op.BLOCK, call.type, statements);
    call.become(place);
  }

  private static Node zero(int type) {
    return Node.of(Op.CONST + (Op.I32 - type), type);
  }
}
