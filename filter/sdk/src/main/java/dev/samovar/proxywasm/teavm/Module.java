package dev.samovar.proxywasm.teavm;

import dev.samovar.proxywasm.Dispatcher;
import dev.samovar.proxywasm.VmContext;

/** The one dispatcher of the compiled module. */
final class Module {
  private static Dispatcher dispatcher;

  private Module() {}

  static void start() {
    dispatcher = new Dispatcher(new WasmHost(), filter());
  }

  static Dispatcher dispatcher() {
    return dispatcher;
  }

  /** A new filter; {@link FilterConstruction} writes the body. */
  static native VmContext filter();
}
