package dev.samovar.hostsim.wasm;

import com.dylibso.chicory.compiler.InterpreterFallback;
import com.dylibso.chicory.compiler.MachineFactoryCompiler;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.InterpreterMachine;
import com.dylibso.chicory.runtime.Machine;
import com.dylibso.chicory.wasm.ChicoryException;
import com.dylibso.chicory.wasm.Parser;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.ExternalType;
import dev.samovar.hostsim.GuestModule;
import dev.samovar.hostsim.GuestVm;
import dev.samovar.hostsim.HostCalls;
import dev.samovar.hostsim.ModuleException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Function;

/**
 * A compiled module. Loading translates it to JVM bytecode once; its VMs share that, also those of
 * simulators on other threads.
 *
 * <p>proxy-wasm ABI 0.2.1, "Functions exposed by the Wasm module".
 */
public final class WasmGuest implements GuestModule {
  private static final byte[] MAGIC = {0, 'a', 's', 'm'};
  private static final String ABI = "proxy_abi_version_";

  private final String name;
  private final WasmModule module;
  private final Set<String> exports = new HashSet<>();
  private final Function<Instance, Machine> machines;
  private final Watchdog watchdog = new Watchdog();

  private WasmGuest(String name, byte[] bytes, boolean compile) {
    this.name = name;
    module = parse(name, bytes);
    boolean memory = false;
    for (int i = 0; i < module.exportSection().exportCount(); i++) {
      var export = module.exportSection().getExport(i);
      exports.add(export.name());
      memory |= export.exportType() == ExternalType.MEMORY;
    }
    checkAbi();
    if (!memory) {
      throw new ModuleException(name + ": exports no memory, which a proxy needs to talk to it");
    }
    if (!exports.contains("malloc") && !exports.contains("proxy_on_memory_allocate")) {
      throw new ModuleException(name + ": exports neither malloc nor proxy_on_memory_allocate");
    }
    machines = compile ? compile(name, module) : InterpreterMachine::new;
  }

  /**
   * Loads a file, compiled for speed.
   *
   * @throws ModuleException where it is missing or is no module for this ABI
   */
  public static WasmGuest load(Path file) {
    return load(file, true);
  }

  /**
   * Loads a file.
   *
   * @param compile false interprets it: slower to run, quicker to start
   */
  public static WasmGuest load(Path file, boolean compile) {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new ModuleException(
          file + ": cannot be read; build the module first", java.util.List.of(), e);
    }
    return new WasmGuest(file.toString(), bytes, compile);
  }

  private static WasmModule parse(String name, byte[] bytes) {
    for (int i = 0; i < MAGIC.length; i++) {
      if (bytes.length <= i || bytes[i] != MAGIC[i]) {
        throw new ModuleException(name + ": is no wasm module, it does not begin with \\0asm");
      }
    }
    try {
      return Parser.parse(bytes);
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      // The parser answers some damage with an exception of its own, other damage with any.
      throw new ModuleException(
          name + ": is a damaged wasm module: " + reason(e), java.util.List.of(), e);
    }
  }

  private void checkAbi() {
    Set<String> versions = new HashSet<>();
    for (String export : exports) {
      if (export.startsWith(ABI)) {
        versions.add(export.substring(ABI.length()).replace('_', '.'));
      }
    }
    if (versions.isEmpty()) {
      throw new ModuleException(name + ": is no proxy-wasm module, it exports no " + ABI + "0_2_1");
    }
    if (!versions.contains("0.2.1") && !versions.contains("0.2.0") && !higressAbi()) {
      throw new ModuleException(
          name + ": speaks proxy-wasm ABI " + versions + ", this host serves 0.2.0 and 0.2.1");
    }
  }

  private static Function<Instance, Machine> compile(String name, WasmModule module) {
    try {
      return MachineFactoryCompiler.builder(module)
          .withInterpreterFallback(InterpreterFallback.SILENT)
          .compile();
    } catch (RuntimeException | LinkageError | StackOverflowError | OutOfMemoryError e) {
      throw new ModuleException(
          name + ": cannot be compiled: " + reason(e), java.util.List.of(), e);
    }
  }

  private static String reason(Throwable e) {
    return e instanceof ChicoryException ? e.getMessage() : e.toString();
  }

  /** What runs while the module is made: its start section, by name where the module has names. */
  String startName() {
    if (module.startSection().isEmpty()) {
      return "start";
    }
    int index = (int) module.startSection().get().startIndex();
    String known = module.nameSection() == null ? null : module.nameSection().nameOfFunction(index);
    return "start section (" + (known == null ? "function " + index : known) + ")";
  }

  @Override
  public String name() {
    return "wasm";
  }

  boolean higressAbi() {
    return exports.contains(ABI + "0_2_100");
  }

  boolean exports(String function) {
    return exports.contains(function);
  }

  String file() {
    return name;
  }

  WasmModule module() {
    return module;
  }

  Function<Instance, Machine> machines() {
    return machines;
  }

  Watchdog watchdog() {
    return watchdog;
  }

  @Override
  public GuestVm start(HostCalls calls) {
    if (higressAbi() && !calls.profile().isHigress() && !exports.contains(ABI + "0_2_1")) {
      throw new ModuleException(
          name + ": speaks proxy-wasm ABI 0.2.100, which only the profile higress serves");
    }
    return new WasmVm(this, calls);
  }
}
