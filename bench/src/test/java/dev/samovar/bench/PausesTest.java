package dev.samovar.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PausesTest {

  @Test
  void modulesThatDoNotCountTellNothing() {
    assertThat(Pauses.of("wasmcustom.samovar.exchange.ok: 4\n")).isNull();
  }

  @Test
  void countersAreReadByTheirWholeNames() {
    assertThat(
            Pauses.of(
                "wasmcustom.bench.collector.count: 3\n"
                    + "wasmcustom.bench.collector.longest_micros: 493\n"
                    + "wasmcustom.bench.collector.micros: 900\n"))
        .isEqualTo(new Pauses(3, 900, 493));
  }

  @Test
  void nothingCollectedYetIsNothing() {
    assertThat(Pauses.of("wasmcustom.bench.collector.count: 0\n")).isEqualTo(new Pauses(0, 0, 0));
  }
}
