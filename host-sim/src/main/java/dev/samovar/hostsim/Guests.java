package dev.samovar.hostsim;

import dev.samovar.hostsim.wasm.WasmGuest;
import dev.samovar.proxywasm.VmContext;
import java.nio.file.Path;
import java.util.function.Supplier;

/** The guests that a simulator can run. */
public final class Guests {
  private Guests() {}

  /** The filter's classes, called directly; one {@code VmContext} a VM. */
  public static GuestModule jvm(Supplier<? extends VmContext> filter) {
    return new JvmGuest(filter);
  }

  /**
   * A compiled module, whatever it was written in.
   *
   * @throws ModuleException where the file is missing or is no module that this host can run
   */
  public static GuestModule wasm(Path file) {
    return WasmGuest.load(file);
  }
}
