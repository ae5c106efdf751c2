package dev.samovar.proxywasm.teavm.shrink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.proxywasm.teavm.CompiledGuest;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same filter, as compiled and as shrunk, does the same. */
class ShrunkGuestIT {
  private static final int TICKS = 12;

  private static byte[] compiled;
  private static byte[] shrunk;

  @BeforeAll
  static void compile(@TempDir Path directory) throws Exception {
    compiled = CompiledGuest.of(directory.resolve("guest.wasm"), StressGuest.class, 2);
    shrunk = Shrink.shrink(compiled);
  }

  private static List<String> ticks(byte[] module) {
    GuestRun run = new GuestRun(module);
    for (int i = 0; i < TICKS; i++) {
      run.call("proxy_on_tick", 1);
    }
    return run.lines;
  }

  @Test
  void itIsLessThanHalf() {
    assertThat(shrunk.length).isLessThan(compiled.length / 2);
  }

  @Test
  void itLogsTheSame() {
    List<String> wanted = ticks(compiled);
    long sums = wanted.stream().filter(line -> line.matches("[0-9]+[.][0-9]: -?[0-9]+")).count();
    assertThat(sums).isEqualTo(TICKS * 3 / 4 * StressGuest.Work.KINDS);
    // The other ticks ended at the barrier.
    assertThat(wanted).hasSize((int) sums + TICKS / 4);
    assertThat(ticks(shrunk)).isEqualTo(wanted);
  }

  @Test
  void twiceTheSameModuleComesOut() {
    assertThat(Shrink.shrink(compiled)).isEqualTo(shrunk);
  }
}
