package dev.samovar.proxywasm.teavm;

import static org.assertj.core.api.Assertions.assertThat;

import com.dylibso.chicory.wasm.Parser;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.ExportSection;
import dev.samovar.proxywasm.example.HelloWorld;
import dev.samovar.proxywasm.teavm.shrink.Shrink;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example of the README, as the build has compiled it. */
class HelloWorldModuleIT {
  private static final Path BUILT = Path.of("target", "hello-world.wasm");

  @TempDir Path directory;

  @Test
  void itIsTheCompilersModuleShrunkToLessThanHalf() throws Exception {
    byte[] compiled =
        WasmBuild.compile(
            directory.resolve("hello-world.wasm"),
            HelloWorld.class.getName(),
            1,
            Main.class.getName());
    // Two runs of the compiler may order some of its tables differently, at the same size.
    byte[] small = Shrink.shrink(compiled);
    assertThat(small.length).isLessThan(compiled.length / 2);
    assertThat(Files.size(BUILT)).isCloseTo(small.length, Percentage.withPercentage(1));
  }

  @Test
  void itImportsWhatAProxyOffersAndExportsWhatItCalls() throws Exception {
    byte[] built = Files.readAllBytes(BUILT);
    assertThat(ImportCheck.foreign(built)).isEmpty();
    WasmModule module = Parser.parse(built);
    Set<String> exports = new HashSet<>();
    ExportSection section = module.exportSection();
    for (int i = 0; i < section.exportCount(); i++) {
      exports.add(section.getExport(i).name());
    }
    assertThat(exports)
        .contains(
            "memory",
            "_initialize",
            "proxy_abi_version_0_2_1",
            "proxy_on_memory_allocate",
            "proxy_on_vm_start",
            "proxy_on_configure",
            "proxy_on_context_create",
            "proxy_on_request_headers",
            "proxy_on_request_body",
            "proxy_on_request_trailers",
            "proxy_on_response_headers",
            "proxy_on_response_body",
            "proxy_on_response_trailers",
            "proxy_on_http_call_response",
            "proxy_on_tick",
            "proxy_on_done",
            "proxy_on_log",
            "proxy_on_delete");
  }
}
