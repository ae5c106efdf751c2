package dev.samovar.hostsim;

import dev.samovar.proxywasm.Status;
import java.util.ArrayList;
import java.util.List;

/**
 * Watches what one VM does with the host's calls.
 *
 * <p>A failed call counts as ignored when the callback ends and the guest has since neither logged,
 * counted, answered locally, nor succeeded with the same call.
 */
final class Watch {
  private final Vm vm;
  private final List<Failed> failures = new ArrayList<>();

  private record Failed(String call, String what, Status status, String where) {}

  Watch(Vm vm) {
    this.vm = vm;
  }

  /** The context that a call acts on, or {@code null} where nothing may be called now. */
  HostContext acting(String call) {
    if (vm.current == null) {
      vm.sim.fault(FaultKind.DEAD_CONTEXT, call + ": called outside of any callback");
      return null;
    }
    if ("_initialize".equals(vm.phase)) {
      throw new TrapException(
          "_initialize: " + call + " is not allowed before the module has started", null);
    }
    if (vm.effective != 0 && !vm.contexts.containsKey(vm.effective)) {
      vm.sim.fault(
          FaultKind.DEAD_CONTEXT, call + ": context " + vm.effective + " is gone" + where());
    }
    return vm.acting();
  }

  /** Context and phase, as the end of a message. */
  String where() {
    if (vm.phase == null) {
      return " (outside of any callback)";
    }
    return " (" + vm.acting().describe() + ", in " + vm.phase + ")";
  }

  void failed(String call, String what, Status status) {
    if (failures.size() < 16) {
      failures.add(new Failed(call, what, status, where()));
    }
  }

  void succeeded(String call) {
    if (!failures.isEmpty()) {
      failures.removeIf(failure -> failure.call().equals(call));
    }
  }

  void reaction() {
    failures.clear();
  }

  void endOfCallback(HostContext context, String callback) {
    for (Failed failure : failures) {
      vm.sim.fault(
          FaultKind.STATUS_IGNORED,
          failure.call()
              + " "
              + failure.what()
              + ": answered "
              + failure.status()
              + ", and the guest went on without a word"
              + failure.where());
    }
    failures.clear();
  }
}
