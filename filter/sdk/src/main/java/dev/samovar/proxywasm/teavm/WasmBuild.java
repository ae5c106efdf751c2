package dev.samovar.proxywasm.teavm;

import dev.samovar.proxywasm.VmContext;
import dev.samovar.proxywasm.teavm.shrink.Shrink;
import dev.samovar.proxywasm.teavm.shrink.UnknownShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.teavm.tooling.ConsoleTeaVMToolLog;
import org.teavm.tooling.TeaVMProblemRenderer;
import org.teavm.tooling.TeaVMTargetType;
import org.teavm.tooling.TeaVMTool;
import org.teavm.tooling.TeaVMToolException;
import org.teavm.tooling.TeaVMToolLog;
import org.teavm.vm.TeaVMOptimizationLevel;

/**
 * Compiles a filter to a proxy-wasm module: {@code WasmBuild FILE.wasm FILTER_CLASS [HEAP_MB [http
 * [LOADS_CLASS]]]}.
 *
 * <p>{@code FILTER_CLASS} is a {@code VmContext} on the class path with a public constructor
 * without arguments. {@code HEAP_MB} is the Java heap of one VM, which never grows: 1 to 64, 16 by
 * default. {@code http} leaves out the callbacks of TCP, gRPC, queues, foreign functions and access
 * logs, about 9 KB. {@code LOADS_CLASS} is a class as {@link UncheckedLoads} has it.
 */
public final class WasmBuild {
  private static final int DEFAULT_HEAP_MB = 16;
  private static final int MAX_HEAP_MB = 64;
  private static final int MB = 1 << 20;

  private WasmBuild() {}

  /** Builds, or throws {@code IllegalStateException} after the compiler's own lines. */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length < 2) {
      throw new IllegalArgumentException(
          (arguments.length < 1 ? "FILE.wasm" : "FILTER_CLASS")
              + ": missing; usage: WasmBuild FILE.wasm FILTER_CLASS [HEAP_MB [http [LOADS_CLASS]]]");
    }
    Path file = Path.of(arguments[0]).toAbsolutePath();
    int heap = arguments.length > 2 ? heap(arguments[2]) : DEFAULT_HEAP_MB;
    if (arguments.length > 3 && !arguments[3].equals("http")) {
      throw new IllegalArgumentException(arguments[3] + ": unknown; http or nothing");
    }
    checkFilter(arguments[1]);
    UncheckedLoads.of(arguments.length > 4 ? loads(arguments[4]) : null);
    String main = (arguments.length > 3 ? HttpMain.class : Main.class).getName();
    byte[] module = compile(file, arguments[1], heap, main);
    List<String> foreign = ImportCheck.foreign(module);
    if (!foreign.isEmpty()) {
      Files.delete(file);
      throw new IllegalStateException(
          file.getFileName() + ": imports what no proxy offers: " + String.join(", ", foreign));
    }
    Files.write(file, shrink(file, module));
  }

  /** A compiler that writes other shapes than its passes know is no reason for a large module. */
  static byte[] shrink(Path file, byte[] module) throws IOException {
    try {
      return Shrink.shrink(module);
    } catch (UnknownShape e) {
      Files.delete(file);
      throw new IllegalStateException(
          file.getFileName() + ": is not as TeaVM 0.13.1 writes modules: " + e.getMessage(), e);
    }
  }

  /** The module as the compiler writes it, which the file then holds too. */
  static byte[] compile(Path file, String filterClass, int heapMb, String mainClass)
      throws IOException {
    Files.createDirectories(file.getParent());
    TeaVMTool tool = new TeaVMTool();
    TeaVMToolLog log = new ConsoleTeaVMToolLog(false);
    tool.setLog(log);
    tool.setClassLoader(loader());
    tool.setTargetType(TeaVMTargetType.WEBASSEMBLY_WASI);
    tool.setTargetDirectory(file.getParent().toFile());
    tool.setTargetFileName(file.getFileName().toString());
    tool.setMainClass(mainClass);
    FilterConstruction.of(filterClass);
    tool.getTransformers().add(FilterConstruction.class.getName());
    tool.getTransformers().add(NoArguments.class.getName());
    tool.getTransformers().add(UncheckedLoads.class.getName());
    tool.getTransformers().add(StaticRoots.class.getName());
    tool.setObfuscated(true);
    tool.setWasmExceptionsUsed(false);
    tool.setMinHeapSize(heapMb * MB);
    // The maximum only bounds the linear memory; the heap itself is frozen at its start size.
    tool.setMaxHeapSize(16 * heapMb * MB);
    tool.setOptimizationLevel(TeaVMOptimizationLevel.ADVANCED);
    try {
      tool.generate();
    } catch (TeaVMToolException e) {
      throw new IllegalStateException(file.getFileName() + ": the compiler failed", e);
    }
    TeaVMProblemRenderer.describeProblems(
        tool.getDependencyInfo().getCallGraph(), tool.getProblemProvider(), log);
    int refusals = tool.getProblemProvider().getSevereProblems().size();
    if (refusals > 0) {
      throw new IllegalStateException(
          file.getFileName() + ": the compiler refused, for the " + refusals + " reasons above");
    }
    return Files.readAllBytes(file);
  }

  private static void checkFilter(String name) {
    try {
      if (VmContext.class.isAssignableFrom(Class.forName(name, false, loader()))) {
        return;
      }
    } catch (ClassNotFoundException | LinkageError e) {
      throw new IllegalArgumentException(name + ": is not on the class path", e);
    }
    throw new IllegalArgumentException(name + ": is no " + VmContext.class.getName());
  }

  private static Class<?> loads(String name) {
    try {
      return Class.forName(name, false, loader());
    } catch (ClassNotFoundException | LinkageError e) {
      throw new IllegalArgumentException(name + ": is not on the class path", e);
    }
  }

  private static ClassLoader loader() {
    return WasmBuild.class.getClassLoader();
  }

  private static int heap(String argument) {
    int heap = argument.matches("[0-9]{1,4}") ? Integer.parseInt(argument) : 0;
    if (heap < 1 || heap > MAX_HEAP_MB) {
      throw new IllegalArgumentException(
          "HEAP_MB: \"" + argument + "\" is no whole number of megabytes from 1 to " + MAX_HEAP_MB);
    }
    return heap;
  }
}
