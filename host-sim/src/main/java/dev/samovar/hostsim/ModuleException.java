package dev.samovar.hostsim;

import java.util.List;

/** A module that cannot be loaded: not wasm, another ABI, no memory, imports that nobody serves. */
public final class ModuleException extends HostSimException {
  private final transient List<String> missingImports;

  /** A module that is wrong in itself. */
  public ModuleException(String message) {
    this(message, List.of(), null);
  }

  /**
   * @param missingImports {@code module.name} of what this host does not serve, may be empty
   */
  public ModuleException(String message, List<String> missingImports, Throwable cause) {
    super(message, cause);
    this.missingImports = List.copyOf(missingImports);
  }

  /** What the module imports and this host does not serve, as {@code module.name}. */
  public List<String> missingImports() {
    return missingImports;
  }
}
