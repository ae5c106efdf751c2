package dev.samovar.hostsim;

import dev.samovar.hostsim.wasm.Watchdog;
import dev.samovar.proxywasm.Dispatcher;
import dev.samovar.proxywasm.VmContext;
import java.util.function.Supplier;

/** The filter's Java classes on this JVM, through the SDK's dispatcher. */
final class JvmGuest implements GuestModule {
  private final Supplier<? extends VmContext> filter;
  private final Watchdog watchdog = new Watchdog();

  JvmGuest(Supplier<? extends VmContext> filter) {
    this.filter = filter;
  }

  @Override
  public String name() {
    return "jvm";
  }

  @Override
  public GuestVm start(HostCalls calls) {
    JvmHost host = new JvmHost(calls);
    VmContext vm = filter.get();
    if (vm == null) {
      throw new ModuleException("filter: the supplier answered null instead of a VmContext");
    }
    return new JvmVm(new Dispatcher(host, vm), calls.limits().callbackTime(), watchdog);
  }
}
