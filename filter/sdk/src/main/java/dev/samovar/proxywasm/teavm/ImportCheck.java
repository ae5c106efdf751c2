package dev.samovar.proxywasm.teavm;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Finds what a module imports beside the host's functions: a proxy refuses to load such a module,
 * and some methods of the class library ({@code Math.floor}, {@code System.nanoTime}) bring one in.
 */
final class ImportCheck {
  private static final int IMPORT_SECTION = 2;
  private static final int HEADER_BYTES = 8;
  private static final int FUNCTION = 0;
  private static final int TABLE = 1;
  private static final int MEMORY = 2;
  private static final int GLOBAL = 3;
  private static final Set<String> WASI =
      Set.of(
          "args_get",
          "args_sizes_get",
          "clock_time_get",
          "environ_get",
          "environ_sizes_get",
          "fd_write",
          "random_get");

  private final byte[] module;
  private int at = HEADER_BYTES;

  private ImportCheck(byte[] module) {
    this.module = module;
  }

  /** The foreign imports as {@code module.name}. */
  static List<String> foreign(byte[] module) {
    return new ImportCheck(module).imports();
  }

  private List<String> imports() {
    List<String> foreign = new ArrayList<>();
    while (at < module.length) {
      int id = module[at++];
      int size = unsigned();
      if (id != IMPORT_SECTION) {
        at += size;
        continue;
      }
      int count = unsigned();
      for (int i = 0; i < count; i++) {
        String from = name();
        String name = name();
        int kind = module[at++];
        skipType(kind);
        boolean known =
            kind == FUNCTION
                && (from.equals("env") && name.startsWith("proxy_")
                    || from.equals("wasi_snapshot_preview1") && WASI.contains(name));
        if (!known) {
          foreign.add(from + "." + name);
        }
      }
    }
    return foreign;
  }

  /** What an import is, after its kind (WebAssembly core specification, section 5.5.5). */
  private void skipType(int kind) {
    switch (kind) {
      case FUNCTION -> unsigned();
      case TABLE -> {
        at++;
        skipLimits();
      }
      case MEMORY -> skipLimits();
      case GLOBAL -> at += 2;
      default -> throw new IllegalArgumentException("imports: kind " + kind + " is unknown");
    }
  }

  private void skipLimits() {
    boolean hasMaximum = (module[at++] & 1) != 0;
    unsigned();
    if (hasMaximum) {
      unsigned();
    }
  }

  private String name() {
    int size = unsigned();
    at += size;
    return new String(module, at - size, size, StandardCharsets.UTF_8);
  }

  private int unsigned() {
    int out = 0;
    int shift = 0;
    byte b;
    do {
      b = module[at++];
      out |= (b & 0x7f) << shift;
      shift += 7;
    } while (b < 0);
    return out;
  }
}
