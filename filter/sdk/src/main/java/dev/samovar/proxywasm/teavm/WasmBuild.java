package dev.samovar.proxywasm.teavm;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.teavm.diagnostics.Problem;
import org.teavm.tooling.ConsoleTeaVMToolLog;
import org.teavm.tooling.TeaVMProblemRenderer;
import org.teavm.tooling.TeaVMTargetType;
import org.teavm.tooling.TeaVMTool;
import org.teavm.tooling.TeaVMToolLog;
import org.teavm.vm.TeaVMOptimizationLevel;

/**
 * Compiles a filter to a proxy-wasm module: {@code WasmBuild FILE.wasm FILTER_CLASS [HEAP_MB]}.
 *
 * <p>{@code FILTER_CLASS} is a {@code VmContext} on the class path with a public constructor
 * without arguments. {@code HEAP_MB} is the Java heap of one VM, which never grows; 16 by default.
 */
public final class WasmBuild {
  private static final int DEFAULT_HEAP_MB = 16;
  private static final int MB = 1 << 20;

  private WasmBuild() {}

  /** Builds, or throws {@code IllegalStateException} after the compiler's own lines. */
  public static void main(String[] arguments) throws Exception {
    if (arguments.length < 2) {
      throw new IllegalArgumentException(
          "FILE.wasm FILTER_CLASS: missing; usage: WasmBuild FILE.wasm FILTER_CLASS [HEAP_MB]");
    }
    Path file = Path.of(arguments[0]).toAbsolutePath();
    int heap = arguments.length > 2 ? Integer.parseInt(arguments[2]) : DEFAULT_HEAP_MB;
    Files.createDirectories(file.getParent());

    TeaVMTool tool = new TeaVMTool();
    TeaVMToolLog log = new ConsoleTeaVMToolLog(false);
    tool.setLog(log);
    tool.setClassLoader(WasmBuild.class.getClassLoader());
    tool.setTargetType(TeaVMTargetType.WEBASSEMBLY_WASI);
    tool.setTargetDirectory(new File(file.getParent().toString()));
    tool.setTargetFileName(file.getFileName().toString());
    tool.setMainClass(Main.class.getName());
    FilterConstruction.of(arguments[1]);
    tool.getTransformers().add(FilterConstruction.class.getName());
    tool.setObfuscated(true);
    tool.setWasmExceptionsUsed(false);
    tool.setMinHeapSize(heap * MB);
    // The maximum only bounds the linear memory; the heap itself is frozen at its start size.
    tool.setMaxHeapSize(16 * heap * MB);
    tool.setOptimizationLevel(TeaVMOptimizationLevel.ADVANCED);
    tool.generate();

    TeaVMProblemRenderer.describeProblems(
        tool.getDependencyInfo().getCallGraph(), tool.getProblemProvider(), log);
    for (Problem problem : tool.getProblemProvider().getSevereProblems()) {
      throw new IllegalStateException(
          file.getFileName() + ": the compiler refused: " + problem.getText());
    }
    byte[] module = Files.readAllBytes(file);
    List<String> foreign = ImportCheck.foreign(module);
    if (!foreign.isEmpty()) {
      throw new IllegalStateException(
          file.getFileName() + ": imports what no proxy offers: " + String.join(", ", foreign));
    }
    Files.write(file, ZeroRuns.cut(module));
  }
}
