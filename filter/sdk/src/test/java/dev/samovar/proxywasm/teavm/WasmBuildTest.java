package dev.samovar.proxywasm.teavm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.samovar.proxywasm.example.HelloWorld;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WasmBuildTest {
  @TempDir Path directory;

  @Test
  void withoutAFileItSaysHowItIsCalled() {
    assertThatThrownBy(() -> WasmBuild.main(new String[0]))
        .hasMessage(
            "FILE.wasm: missing; usage: WasmBuild FILE.wasm FILTER_CLASS [HEAP_MB [http [LOADS_CLASS]]]");
    assertThatThrownBy(() -> WasmBuild.main(new String[] {"x.wasm"}))
        .hasMessage(
            "FILTER_CLASS: missing; usage: WasmBuild FILE.wasm FILTER_CLASS [HEAP_MB [http [LOADS_CLASS]]]");
  }

  @Test
  void anUnknownKindIsRefused() {
    String file = directory.resolve("x.wasm").toString();
    assertThatThrownBy(
            () -> WasmBuild.main(new String[] {file, HelloWorld.class.getName(), "1", "tcp"}))
        .hasMessage("tcp: unknown; http or nothing");
  }

  @Test
  void aClassThatIsNoFilterIsNamed() {
    String file = directory.resolve("x.wasm").toString();
    assertThatThrownBy(() -> WasmBuild.main(new String[] {file, "no.Such"}))
        .hasMessage("no.Such: is not on the class path");
    assertThatThrownBy(() -> WasmBuild.main(new String[] {file, "java.lang.String"}))
        .hasMessage("java.lang.String: is no dev.samovar.proxywasm.VmContext");
  }

  @Test
  void aClassWithoutTheLoadsIsNamed() {
    String[] arguments = {
      directory.resolve("x.wasm").toString(), HelloWorld.class.getName(), "1", "http", "no.Such"
    };
    assertThatThrownBy(() -> WasmBuild.main(arguments))
        .hasMessage("no.Such: is not on the class path");
    arguments[4] = "java.lang.String";
    assertThatThrownBy(() -> WasmBuild.main(arguments))
        .hasMessage("java.lang.String: has no public long at(byte[], int)");
  }

  @Test
  void aModuleOfUnknownShapeFailsTheBuildAndLeavesNoFile() throws Exception {
    Path file = directory.resolve("x.wasm");
    byte[] other = ModuleBytes.module().toBytes();
    Files.write(file, other);
    assertThatThrownBy(() -> WasmBuild.shrink(file, other))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("x.wasm: is not as TeaVM 0.13.1 writes modules: ");
    assertThat(file).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "-1", "65", "99999999999", "16MB", "1.5", "x"})
  void aHeapOutOfRangeIsRefusedBeforeAnythingIsBuilt(String heap) {
    Path file = directory.resolve("x.wasm");
    assertThatThrownBy(
            () -> WasmBuild.main(new String[] {file.toString(), HelloWorld.class.getName(), heap}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("HEAP_MB: \"" + heap + "\" is no whole number of megabytes from 1 to 64");
    assertThat(file).doesNotExist();
  }
}
