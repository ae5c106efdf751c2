package dev.samovar.proxywasm.teavm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ZeroRunsTest {
  private static final int PAGE = 65536;

  private static byte[] withData(ModuleBytes... segments) {
    ModuleBytes data = ModuleBytes.bytes().unsigned(segments.length);
    for (ModuleBytes segment : segments) {
      data.raw(segment.toBytes());
    }
    return ModuleBytes.module().memory(4).section(11, data).toBytes();
  }

  private static ModuleBytes segment(int offset, byte... data) {
    return ModuleBytes.bytes().segment(offset, data);
  }

  /** "x" is a byte that is not zero, a number is so many zeros. */
  private static byte[] data(String pattern) {
    ModuleBytes out = ModuleBytes.bytes();
    for (String part : pattern.trim().split(" ")) {
      if (part.equals("x")) {
        out.raw(7);
      } else {
        out.raw(new byte[Integer.parseInt(part)]);
      }
    }
    return out.toBytes();
  }

  @ParameterizedTest
  @CsvSource({
    "x,             1",
    "x x x,         1",
    "x 15 x,        1",
    "x 16 x,        2",
    "x 5000 x,      2",
    "x 16 x 16 x,   3",
    "16 x,          1",
    "15 x,          1",
    "x 16,          1",
    "x 1,           1",
    "1,             0",
    "5000,          0",
    "0,             0"
  })
  void aSegmentIsCutAtEachLongRun(String pattern, int segments) {
    byte[] module = withData(segment(1024, data(pattern)));
    byte[] cut = ZeroRuns.cut(module);
    assertThat(Memory.segments(cut)).isEqualTo(segments);
    assertThat(Memory.of(cut, PAGE)).isEqualTo(Memory.of(module, PAGE));
    assertThat(cut.length).isLessThanOrEqualTo(module.length);
  }

  @Test
  void randomDataGivesTheSameMemoryAndNoLargerModule() {
    for (int seed = 0; seed < 1_500; seed++) {
      Random random = new Random(seed);
      ModuleBytes[] segments = new ModuleBytes[random.nextInt(4)];
      int at = 0;
      for (int i = 0; i < segments.length; i++) {
        at += random.nextInt(random.nextBoolean() ? 3 : 9_000);
        byte[] data = new byte[random.nextInt(600)];
        for (int k = 0; k < data.length; k++) {
          if (random.nextInt(12) == 0) {
            k += random.nextInt(80);
          } else {
            data[k] = (byte) random.nextInt(3);
          }
        }
        segments[i] = segment(at, data);
        at += data.length;
      }
      byte[] module = withData(segments);
      byte[] cut = ZeroRuns.cut(module);
      assertThat(Memory.of(cut, PAGE)).as("seed %d", seed).isEqualTo(Memory.of(module, PAGE));
      assertThat(cut.length).as("seed %d", seed).isLessThanOrEqualTo(module.length);
      assertThat(ZeroRuns.cut(cut)).as("seed %d, cut again", seed).isEqualTo(cut);
    }
  }

  @Test
  void offsetsOfEverySizeStayWhatTheyAre() {
    for (int offset : new int[] {0, 63, 64, 127, 128, 8191, 8192, 200_000}) {
      byte[] module = withData(segment(offset, data("x 20 x")));
      byte[] cut = ZeroRuns.cut(module);
      assertThat(Memory.of(cut, 4 * PAGE)).isEqualTo(Memory.of(module, 4 * PAGE));
      assertThat(Memory.segments(cut)).isEqualTo(2);
    }
    byte[] far = withData(segment(0x80000001, data("x 20 x")));
    assertThat(Memory.segments(ZeroRuns.cut(far))).as("beyond 2 GB").isEqualTo(2);
  }

  @Test
  void otherSectionsStayAsTheyAreAndInOrder() {
    ModuleBytes before = ModuleBytes.bytes().name("before").raw(1, 2, 3);
    ModuleBytes after = ModuleBytes.bytes().name("after").raw(new byte[300]);
    ModuleBytes data = ModuleBytes.bytes().unsigned(1).raw(segment(8, data("x 40 x")).toBytes());
    ModuleBytes cut = ModuleBytes.bytes().unsigned(2);
    cut.raw(segment(8, data("x")).toBytes()).raw(segment(49, data("x")).toBytes());
    assertThat(
            ZeroRuns.cut(
                ModuleBytes.module()
                    .section(0, before)
                    .memory(1)
                    .section(11, data)
                    .section(0, after)
                    .toBytes()))
        .isEqualTo(
            ModuleBytes.module()
                .section(0, before)
                .memory(1)
                .section(11, cut)
                .section(0, after)
                .toBytes());
  }

  @Test
  void aModuleWithoutDataStaysAsItIs() {
    byte[] empty = ModuleBytes.module().toBytes();
    assertThat(ZeroRuns.cut(empty)).isEqualTo(empty);
    byte[] memory = ModuleBytes.module().memory(1).toBytes();
    assertThat(ZeroRuns.cut(memory)).isEqualTo(memory);
  }

  @Test
  void whatTheCompilerDoesNotWriteStaysAsItIs() {
    byte[] zeros = data("x 100 x");
    ModuleBytes passive = ModuleBytes.bytes().raw(1).unsigned(zeros.length).raw(zeros);
    ModuleBytes otherMemory =
        ModuleBytes.bytes().raw(2, 0, 0x41, 8, 0x0B).unsigned(zeros.length).raw(zeros);
    ModuleBytes global =
        ModuleBytes.bytes().raw(0, 0x23, 0, 0x0B).unsigned(zeros.length).raw(zeros);
    ModuleBytes sum =
        ModuleBytes.bytes().raw(0, 0x41, 8, 0x41, 8, 0x6A, 0x0B).unsigned(zeros.length).raw(zeros);
    for (ModuleBytes strange : new ModuleBytes[] {passive, otherMemory, global, sum}) {
      byte[] module = withData(strange);
      assertThat(ZeroRuns.cut(module)).isEqualTo(module);
    }
    byte[] counted =
        ModuleBytes.module()
            .memory(1)
            .section(12, ModuleBytes.bytes().unsigned(1))
            .section(11, ModuleBytes.bytes().unsigned(1).raw(segment(8, zeros).toBytes()))
            .toBytes();
    assertThat(ZeroRuns.cut(counted)).isEqualTo(counted);
  }

  @Test
  void zerosOverWhatAnotherSegmentWroteStay() {
    byte[] module = withData(segment(100, data("x x x x")), segment(102, data("20")));
    assertThat(ZeroRuns.cut(module)).isEqualTo(module);
    byte[] backwards = withData(segment(500, data("x")), segment(100, data("x 20 x")));
    assertThat(Memory.of(ZeroRuns.cut(backwards), PAGE)).isEqualTo(Memory.of(backwards, PAGE));
  }
}
