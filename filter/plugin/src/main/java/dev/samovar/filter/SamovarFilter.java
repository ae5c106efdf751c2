package dev.samovar.filter;

import dev.samovar.proxywasm.Host;
import dev.samovar.proxywasm.RootContext;
import dev.samovar.proxywasm.VmContext;

/** The filter's one object in a VM: holds what outlives every configuration and stream. */
public final class SamovarFilter implements VmContext {
  private final Worker worker = new Worker();

  @Override
  public RootContext createRootContext(Host host) {
    return new PluginRoot(host, worker);
  }

  @Override
  public void onPanic(Host host, String callback, int contextId, Throwable cause) {
    worker.counters(host).add("panics", 1);
  }
}
