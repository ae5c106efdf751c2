package dev.samovar.proxywasm.teavm;

import dev.samovar.proxywasm.VmContext;
import java.io.IOException;
import java.nio.file.Path;

/** A filter of the tests as the compiler writes it, before anything makes it smaller. */
public final class CompiledGuest {
  private CompiledGuest() {}

  public static byte[] of(Path file, Class<? extends VmContext> filter, int heapMb)
      throws IOException {
    return WasmBuild.compile(file, filter.getName(), heapMb, Main.class.getName());
  }
}
