package dev.samovar.proxywasm.teavm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.proxywasm.teavm.shrink.GuestRun;
import dev.samovar.proxywasm.teavm.shrink.Shrink;
import java.nio.file.Path;
import java.util.Collections;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only a static field refers to outlives collections, whichever field is the last one. */
class StaticRootsIT {
  private static final int TICKS = 6;
  private static final String SUMS = "55000";

  private static byte[] compiled;

  @BeforeAll
  static void compile(@TempDir Path directory) throws Exception {
    compiled = CompiledGuest.of(directory.resolve("guest.wasm"), StaticsGuest.class, 1);
  }

  @Test
  void theFieldsHoldTheSameAfterEveryCollection() {
    assertHeld(compiled);
  }

  @Test
  void theyDoInTheSmallModuleToo() {
    assertHeld(Shrink.shrink(compiled));
  }

  private static void assertHeld(byte[] module) {
    GuestRun run = new GuestRun(module);
    for (int i = 0; i < TICKS; i++) {
      run.call("proxy_on_tick", 1);
    }
    assertThat(run.lines).isEqualTo(Collections.nCopies(TICKS, SUMS));
  }
}
