package dev.samovar.proxywasm.teavm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ImportCheckTest {

  private static ModuleBytes function(String module, String name) {
    return ModuleBytes.bytes().name(module).name(name).raw(0).unsigned(300);
  }

  private static byte[] importing(ModuleBytes... imports) {
    ModuleBytes all = ModuleBytes.bytes().unsigned(imports.length);
    for (ModuleBytes one : imports) {
      all.raw(one.toBytes());
    }
    return ModuleBytes.module()
        .section(0, ModuleBytes.bytes().name("custom").raw(new byte[200]))
        .section(1, ModuleBytes.bytes().unsigned(1).raw(0x60, 0, 0))
        .section(2, all)
        .memory(1)
        .toBytes();
  }

  @Test
  void whatAProxyOffersIsNotForeign() {
    assertThat(
            ImportCheck.foreign(
                importing(
                    function("env", "proxy_log"),
                    function("env", "proxy_get_buffer_bytes"),
                    function("wasi_snapshot_preview1", "fd_write"),
                    function("wasi_snapshot_preview1", "clock_time_get"),
                    function("wasi_snapshot_preview1", "random_get"))))
        .isEmpty();
  }

  @Test
  void everythingElseIsNamedInOrder() {
    assertThat(
            ImportCheck.foreign(
                importing(
                    function("teavmMath", "floor"),
                    function("env", "proxy_log"),
                    function("env", "memcpy"),
                    function("wasi_snapshot_preview1", "fd_read"),
                    function("wasi_unstable", "fd_write"),
                    function("", "proxy_log"),
                    function("teavm", "nanoTime"))))
        .containsExactly(
            "teavmMath.floor",
            "env.memcpy",
            "wasi_snapshot_preview1.fd_read",
            "wasi_unstable.fd_write",
            ".proxy_log",
            "teavm.nanoTime");
  }

  @Test
  void importsThatAreNoFunctionsAreForeignWhateverTheirName() {
    ModuleBytes table = ModuleBytes.bytes().name("env").name("proxy_table").raw(1, 0x70, 1, 5, 9);
    ModuleBytes small = ModuleBytes.bytes().name("env").name("memory").raw(2, 0).unsigned(1000);
    ModuleBytes bounded = ModuleBytes.bytes().name("env").name("more").raw(2, 1, 1).unsigned(500);
    ModuleBytes global = ModuleBytes.bytes().name("env").name("proxy_global").raw(3, 0x7F, 0);
    assertThat(
            ImportCheck.foreign(
                importing(
                    table,
                    small,
                    bounded,
                    global,
                    function("env", "proxy_log"),
                    function("a", "b"))))
        .containsExactly("env.proxy_table", "env.memory", "env.more", "env.proxy_global", "a.b");
  }

  @Test
  void anImportOfAnUnknownKindIsRefused() {
    ModuleBytes strange = ModuleBytes.bytes().name("env").name("x").raw(9, 0);
    assertThatThrownBy(() -> ImportCheck.foreign(importing(strange)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("imports: kind 9 is unknown");
  }

  @Test
  void aModuleThatImportsNothingHasNothingForeign() {
    assertThat(ImportCheck.foreign(ModuleBytes.module().toBytes())).isEmpty();
    assertThat(ImportCheck.foreign(importing())).isEmpty();
  }
}
