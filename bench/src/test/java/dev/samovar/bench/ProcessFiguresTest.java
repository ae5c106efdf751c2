package dev.samovar.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ProcessFiguresTest {

  @Test
  void cpuIsUserAndSystemTimeWhateverTheCommandIsCalled() {
    String stat = "7 (a ) b (c) S 1 7 7 0 -1 4194560 1 2 3 4 123 45 6 7 20 0 3 0 99";
    assertThat(ProcessFigures.cpuMicros(stat)).isEqualTo(1_680_000);
  }

  @Test
  void timeOnACpuIsTheFirstNumber() {
    assertThat(ProcessFigures.schedNanos("71076 1089579 2\n")).isEqualTo(71_076);
  }

  @Test
  void memoryIsThatInRam() {
    assertThat(ProcessFigures.residentKib("VmPeak:\t 9 kB\nVmRSS:\t  65432 kB\n"))
        .isEqualTo(65_432);
  }

  @Test
  void thisProcessTakesMemory() {
    assertThat(ProcessFigures.residentKib(ProcessHandle.current().pid())).isPositive();
  }

  @Test
  void processThatEndedIsSaid() {
    assertThatThrownBy(() -> ProcessFigures.cpuMicros(Integer.MAX_VALUE))
        .isInstanceOf(BenchException.class)
        .hasMessageEndingWith("the process has ended");
  }
}
