package dev.samovar.proxywasm.teavm;

import dev.samovar.proxywasm.Dispatcher;
import dev.samovar.proxywasm.VmContext;
import java.util.ServiceLoader;

/** The one dispatcher of the compiled module; the filter is the {@link VmContext} service. */
final class Module {
  private static Dispatcher dispatcher;

  private Module() {}

  static void start() {
    VmContext vm = ServiceLoader.load(VmContext.class).iterator().next();
    dispatcher = new Dispatcher(new WasmHost(), vm);
  }

  static Dispatcher dispatcher() {
    return dispatcher;
  }
}
