package dev.samovar.hostsim;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntSupplier;

/**
 * One VM as its host sees it: contexts, the callback that runs, and what is to be done after it.
 *
 * <p>proxy-wasm ABI 0.2.1, "Contexts" and "Callbacks exposed by the Wasm module". Longer than most
 * files because the life of contexts and the order of deferred work are one state.
 */
final class Vm {
  /** A callback's answer after a local response: stop, whatever the guest says. */
  static final int STOPPED = -1;

  /** A callback's answer when the VM is dead. */
  static final int FAILED = -2;

  final HostSim sim;
  final int worker;
  final HostCalls calls;
  final Map<Integer, HostContext> contexts = new TreeMap<>();
  final Map<Integer, HttpCallout> httpCallouts = new TreeMap<>();
  final Map<Integer, GrpcCallout> grpcCallouts = new TreeMap<>();
  final Map<Integer, RedisCallout> redisCallouts = new TreeMap<>();
  final Map<Integer, Metric> metricIds = new HashMap<>();
  final HostContext vmContext = HostContext.vm();

  private final Deque<Runnable> after = new ArrayDeque<>();
  private GuestVm guest;
  private int nextContext = 1;
  private final int[] nextCallout = {0, 1, 2, 3};
  private final int[] nextMetric = {0, 1, 2};

  HostContext current;
  int effective;
  String phase = "_initialize";
  boolean stopNext;
  TrapException failure;

  Vm(HostSim sim, int worker) {
    this.sim = sim;
    this.worker = worker;
    this.calls = new HostCalls(this);
    contexts.put(0, vmContext);
  }

  /** Starts the guest; separate from construction because the guest calls back. */
  void start(GuestModule module) {
    current = vmContext;
    try {
      guest = module.start(calls);
    } finally {
      current = null;
      phase = null;
    }
  }

  GuestVm guest() {
    return guest;
  }

  boolean isFailed() {
    return failure != null;
  }

  /** Makes the root of a plugin; answers null where the guest refuses to start or to be set up. */
  HostContext createRoot(Plugin plugin) {
    HostContext root = HostContext.root(nextContext++, plugin);
    contexts.put(root.id, root);
    boolean first = !started;
    started = true;
    invoke(root, "proxy_on_context_create", () -> done(() -> guest.onContextCreate(root.id, 0)));
    root.created = true;
    if (first && !isFailed()) {
      int size = sim.vmConfiguration().length;
      if (invoke(root, "proxy_on_vm_start", () -> bool(guest.onVmStart(root.id, size))) <= 0) {
        forget(root);
        return null;
      }
    }
    int size = plugin.configuration().length;
    if (invoke(root, "proxy_on_configure", () -> bool(guest.onConfigure(root.id, size))) <= 0) {
      forget(root);
      return null;
    }
    return root;
  }

  private boolean started;

  HostContext createHttpContext(HostContext root, HttpFilter filter, Stream stream) {
    HostContext context = HostContext.http(nextContext++, root, filter, stream);
    return create(context);
  }

  HostContext createTcpContext(HostContext root, TcpFilter filter) {
    return create(HostContext.tcp(nextContext++, root, filter));
  }

  private HostContext create(HostContext context) {
    contexts.put(context.id, context);
    context.root.streams++;
    int parent = context.root.id;
    invoke(
        context,
        "proxy_on_context_create",
        () -> done(() -> guest.onContextCreate(context.id, parent)));
    context.created = true;
    return context;
  }

  /** Runs one callback, then what it deferred; answers its number, or why there is none. */
  int invoke(HostContext context, String callback, IntSupplier body) {
    if (isFailed()) {
      return FAILED;
    }
    HostContext outerCurrent = current;
    int outerEffective = effective;
    String outerPhase = phase;
    current = context;
    effective = 0;
    phase = callback;
    int answer;
    sim.calls(context, callback);
    sim.transcript.add(context.stream, worker, () -> "→ " + callback + "  " + context.describe());
    try {
      answer = run(callback, body);
      if (stopNext) {
        answer = STOPPED;
      }
      if (callback.startsWith("proxy_on_re")) {
        int shown = answer;
        sim.transcript.add(context.stream, worker, () -> "← " + callback + " = " + action(shown));
      }
    } catch (TrapException trap) {
      failure = trap;
      answer = FAILED;
      sim.trapped(this, context, trap);
    } finally {
      calls.endOfCallback(context, callback);
      current = outerCurrent;
      effective = outerEffective;
      phase = outerPhase;
    }
    stopNext = false;
    runDeferred();
    return isFailed() ? FAILED : answer;
  }

  private int run(String callback, IntSupplier body) {
    guest.begins(callback);
    try {
      return body.getAsInt();
    } finally {
      guest.ended();
    }
  }

  /** Does something once no callback of this VM runs. */
  void defer(Runnable action) {
    after.add(action);
  }

  void runDeferred() {
    while (current == null && !after.isEmpty()) {
      after.poll().run();
    }
  }

  /** The context that host calls act on. */
  HostContext acting() {
    if (effective != 0) {
      HostContext context = contexts.get(effective);
      if (context != null) {
        return context;
      }
    }
    return current == null ? vmContext : current;
  }

  int nextHttpToken() {
    return nextCallout[0] += 4;
  }

  int nextGrpcCallToken() {
    return nextCallout[1] += 4;
  }

  int nextGrpcStreamToken() {
    return nextCallout[2] += 4;
  }

  int nextRedisToken() {
    return nextCallout[3] += 4;
  }

  int nextMetricId(int type) {
    return nextMetric[type] += 4;
  }

  void setTick(HostContext root, int millis) {
    root.tickMillis = millis;
    if (root.tick != null) {
      root.tick.cancel();
      root.tick = null;
    }
    scheduleTick(root);
  }

  private void scheduleTick(HostContext root) {
    if (root.tickMillis > 0 && !root.dead) {
      root.tick =
          sim.clock.at(
              Duration.ofMillis(root.tickMillis),
              () -> {
                root.tick = null;
                sim.ticked();
                invoke(root, "proxy_on_tick", () -> done(() -> guest.onTick(root.id)));
                if (root.tick == null) {
                  scheduleTick(root);
                }
              });
    }
  }

  void log(HostContext context) {
    invoke(context, "proxy_on_log", () -> done(() -> guest.onLog(context.id)));
  }

  /** The end of a stream's context; its root goes too when it was only waiting. */
  void endStreamContext(HostContext context) {
    invoke(context, "proxy_on_done", () -> bool(guest.onDone(context.id)));
    delete(context);
    context.root.streams--;
    endRootWhenUnused(context.root);
  }

  /** A TCP context is told that it is done before it is asked to log. */
  void endTcpContext(HostContext context) {
    invoke(context, "proxy_on_done", () -> bool(guest.onDone(context.id)));
    log(context);
    delete(context);
    context.root.streams--;
    endRootWhenUnused(context.root);
  }

  /** A replaced root lives as long as its streams. */
  void replaceRoot(HostContext root) {
    root.replaced = true;
    endRootWhenUnused(root);
  }

  void endRootWhenUnused(HostContext root) {
    if (root.replaced && root.streams == 0 && !root.dead && !root.pendingDone) {
      endRoot(root);
    }
  }

  void endRoot(HostContext root) {
    if (invoke(root, "proxy_on_done", () -> bool(guest.onDone(root.id))) == 0) {
      root.pendingDone = true;
      return;
    }
    delete(root);
  }

  void finishPendingRoot(HostContext root) {
    root.pendingDone = false;
    defer(() -> delete(root));
  }

  private void delete(HostContext context) {
    invoke(context, "proxy_on_delete", () -> done(() -> guest.onDelete(context.id)));
    forget(context);
  }

  private void forget(HostContext context) {
    context.dead = true;
    if (context.tick != null) {
      context.tick.cancel();
      context.tick = null;
    }
    contexts.remove(context.id);
    if (context.isRoot()) {
      for (HttpCallout callout : new ArrayList<>(httpCallouts.values())) {
        if (callout.root == context) {
          callout.cancelled();
        }
      }
      for (GrpcCallout callout : new ArrayList<>(grpcCallouts.values())) {
        if (callout.root == context) {
          callout.cancelled();
        }
      }
    }
  }

  /** Drops a VM that only tried a configuration. */
  void abandon() {
    for (HostContext context : new ArrayList<>(contexts.values())) {
      if (context.id != 0) {
        forget(context);
      }
    }
  }

  /** Roots in the order in which they were made. */
  List<HostContext> roots() {
    List<HostContext> roots = new ArrayList<>();
    for (HostContext context : contexts.values()) {
      if (context.isRoot() && context.id != 0) {
        roots.add(context);
      }
    }
    return roots;
  }

  static int bool(boolean value) {
    return value ? 1 : 0;
  }

  static int done(Runnable callback) {
    callback.run();
    return 0;
  }

  private static String action(int answer) {
    return switch (answer) {
      case STOPPED -> "stopped by a local response";
      case 0 -> "CONTINUE";
      case 1 -> "PAUSE";
      default -> String.valueOf(answer);
    };
  }
}
