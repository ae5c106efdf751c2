package dev.samovar.hostsim;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** One thread of the proxy, with a VM of its own; number 0 is the main thread, without streams. */
public final class Worker {
  private final HostSim sim;
  private final int index;
  private Vm vm;
  private HostContext router;
  private HostContext upstream;
  private long reloadAllowedAt;

  Worker(HostSim sim, int index) {
    this.sim = sim;
    this.index = index;
  }

  static String label(int worker) {
    return worker == 0 ? "main    " : "worker " + worker;
  }

  HostSim sim() {
    return sim;
  }

  /** 0 for the main thread. */
  public int index() {
    return index;
  }

  /** Starts a request on this worker. */
  public RequestBuilder request(String method, String path, String... namesAndValues) {
    if (index == 0) {
      throw new IllegalStateException("request: the main thread carries no streams");
    }
    return new RequestBuilder(this, method, path, namesAndValues);
  }

  /** Opens a TCP connection on this worker. */
  public Connection connect() {
    Plugins plugins = plugins(false);
    return new Connection(sim, plugins.vm(), plugins.root());
  }

  /** Contexts that live in this VM, roots included. */
  public int liveContexts() {
    return vm == null ? 0 : vm.contexts.size() - 1;
  }

  /** Bytes of the VM's linear memory; 0 for Java classes. */
  public long memoryBytes() {
    return vm == null ? 0 : vm.guest().memoryBytes();
  }

  /** Whether the VM is dead after a trap. */
  public boolean isFailed() {
    return vm != null && vm.isFailed();
  }

  /** Kills the VM as a trap would, for tests of what follows. */
  public void trap() {
    vm.failure = new TrapException("test: trapped on request", null);
    sim.trapped(this, vm.failure);
  }

  /** Calls the guest's {@code proxy_on_foreign_function} on its newest root. */
  public void foreignFunction(int functionId, byte[] argument) {
    sim.operation(
        () -> {
          vm.calls.foreignArgument(argument);
          vm.invoke(
              router,
              "proxy_on_foreign_function",
              () ->
                  Vm.done(
                      () -> vm.guest().onForeignFunction(router.id, functionId, argument.length)));
          vm.calls.foreignArgument(null);
        });
  }

  Stream newStream(Map<String, byte[]> properties) {
    return sim.newStream(this, new HashMap<>(properties));
  }

  Vm vm() {
    return vm;
  }

  HostContext root() {
    return router;
  }

  void start() {
    vm = new Vm(sim, index);
    vm.start(sim.module());
    router = vm.createRoot(sim.plugin(false));
    if (router == null) {
      throw sim.startFailure("configuration: the filter refused it", vm);
    }
    if (sim.plugin(true) != null) {
      upstream = vm.createRoot(sim.plugin(true));
      if (upstream == null) {
        throw sim.startFailure("upstream configuration: the filter refused it", vm);
      }
    }
  }

  /** A changed configuration: a new root in the same VM, the old one ends with its streams. */
  void reconfigure(boolean upstreamPlacement) {
    HostContext old = upstreamPlacement ? upstream : router;
    HostContext root = vm.createRoot(sim.plugin(upstreamPlacement));
    if (root == null) {
      return;
    }
    if (upstreamPlacement) {
      upstream = root;
    } else {
      router = root;
    }
    vm.replaceRoot(old);
  }

  /** What a new stream gets, {@code null} where the placement is not configured. */
  Plugins plugins(boolean upstreamPlacement) {
    if (upstreamPlacement && sim.plugin(true) == null) {
      return null;
    }
    if (vm.isFailed()
        && sim.failurePolicy() == FailurePolicy.FAIL_RELOAD
        && sim.clock.nanos() >= reloadAllowedAt) {
      reloadAllowedAt = sim.clock.nanos() + sim.reloadBackOff().toNanos();
      start();
    }
    return new Plugins(vm, upstreamPlacement ? upstream : router);
  }

  void trapped() {
    Duration backOff = sim.reloadBackOff();
    reloadAllowedAt = Math.max(reloadAllowedAt, sim.clock.nanos());
    sim.transcript.add(null, index, () -> "VM is dead; back-off " + backOff);
  }

  void shutdown() {
    if (vm == null || vm.isFailed()) {
      return;
    }
    for (HostContext root : vm.roots()) {
      if (!root.pendingDone) {
        vm.endRoot(root);
      }
    }
  }
}
