package dev.samovar.proxywasm.teavm.shrink;

import com.dylibso.chicory.runtime.HostFunction;
import com.dylibso.chicory.runtime.ImportFunction;
import com.dylibso.chicory.runtime.ImportValues;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.wasm.Parser;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.FunctionImport;
import com.dylibso.chicory.wasm.types.FunctionType;
import java.util.ArrayList;
import java.util.List;

/** Runs a filter's module with a host that answers 0 to everything and keeps what is logged. */
public final class GuestRun {
  public final List<String> lines = new ArrayList<>();
  final Instance instance;

  public GuestRun(byte[] bytes) {
    WasmModule module = Parser.parse(bytes);
    List<ImportFunction> imports = new ArrayList<>();
    module.importSection().stream()
        .map(FunctionImport.class::cast)
        .forEach(wanted -> imports.add(stub(module, wanted)));
    instance =
        Instance.builder(module)
            .withImportValues(ImportValues.builder().withFunctions(imports).build())
            .withStart(false)
            .build();
    call("_initialize");
    call("proxy_on_context_create", 1, 0);
    call("proxy_on_vm_start", 1, 0);
    call("proxy_on_configure", 1, 0);
  }

  public long[] call(String export, long... arguments) {
    return instance.export(export).apply(arguments);
  }

  private HostFunction stub(WasmModule module, FunctionImport wanted) {
    FunctionType type = module.typeSection().getType(wanted.typeIndex());
    return new HostFunction(
        wanted.module(),
        wanted.name(),
        type,
        (caller, arguments) -> {
          if (wanted.name().equals("proxy_log")) {
            lines.add(caller.memory().readString((int) arguments[1], (int) arguments[2]));
          }
          return new long[type.returns().size()];
        });
  }
}
