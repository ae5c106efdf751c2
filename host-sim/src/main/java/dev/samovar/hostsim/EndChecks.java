package dev.samovar.hostsim;

/** What can only be seen when everything has ended. */
final class EndChecks {
  private EndChecks() {}

  static void check(HostSim sim, Worker worker) {
    Vm vm = worker.vm();
    if (vm == null || vm.isFailed()) {
      return;
    }
    int known = 0;
    for (HostContext context : vm.contexts.values()) {
      if (context.id == 0) {
        continue;
      }
      known++;
      String why =
          context.pendingDone
              ? "answered false to proxy_on_done and never called proxy_done"
              : "never ended";
      sim.fault(
          FaultKind.CONTEXT_LEAKED,
          context.describe() + ": " + why + " (worker " + worker.index() + ")");
    }
    int held = vm.guest().liveContexts();
    if (held > known) {
      sim.fault(
          FaultKind.CONTEXT_LEAKED,
          "proxy_on_delete: the guest still holds "
              + (held - known)
              + " contexts that were deleted (worker "
              + worker.index()
              + ")");
    }
    for (Fault fault : vm.guest().endFaults()) {
      sim.fault(fault.kind(), fault.message());
    }
  }
}
