package dev.samovar.proxywasm.teavm.shrink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.dylibso.chicory.runtime.ByteArrayMemory;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.wasm.Parser;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Packed or not, the start function finds the same memory. */
class PackedDataTest {
  private static final int PAGE = 1 << 16;
  private static final int PAGES = 4;

  /** A module whose start function copies the word at the data's start to the last word. */
  private static byte[] module(int address, byte[] data, boolean starts) {
    ByteWriter out = new ByteWriter().bytes(new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0});
    section(
        out,
        1,
        new ByteWriter().unsigned(2).bytes(new byte[] {0x60, 0, 0, 0x60, 1, 0x7f, 1}).u8(Op.I32));
    section(out, 3, new ByteWriter().unsigned(1).u8(0));
    section(out, 5, new ByteWriter().unsigned(1).u8(0).unsigned(PAGES));
    section(out, 7, new ByteWriter().unsigned(1).unsigned(1).u8('m').u8(2).u8(0));
    if (starts) {
      section(out, 8, new ByteWriter().u8(0));
    }
    ByteWriter code = new ByteWriter().u8(0).u8(Op.CONST).signed(PAGES * PAGE - 4);
    code.u8(Op.CONST).signed(address).u8(Op.LOAD).u8(0).u8(0).u8(Op.STORE).u8(0).u8(0).u8(Op.END);
    section(out, 10, new ByteWriter().unsigned(1).sized(code.toBytes()));
    ByteWriter segment = new ByteWriter().unsigned(1).u8(0).u8(Op.CONST).signed(address).u8(Op.END);
    section(out, 11, segment.sized(data));
    return out.toBytes();
  }

  private static void section(ByteWriter out, int id, ByteWriter content) {
    out.u8(id).sized(content.toBytes());
  }

  private static byte[] packed(byte[] module) {
    ModuleParts parts = ModuleParts.read(module);
    PackedData.rewrite(parts);
    return parts.write();
  }

  private static byte[] memory(byte[] module) {
    Instance instance =
        Instance.builder(Parser.parse(module)).withMemoryFactory(ByteArrayMemory::new).build();
    return instance.memory().readBytes(0, PAGES * PAGE);
  }

  private static void check(int address, byte[] data, String name) {
    byte[] module = module(address, data, true);
    byte[] packed = packed(module);
    assertThat(memory(packed)).as(name).isEqualTo(memory(module));
  }

  @Test
  void randomDataComesBack() {
    for (int seed = 0; seed < 150; seed++) {
      Random random = new Random(seed);
      byte[] data = new byte[1 + random.nextInt(random.nextBoolean() ? 8 : 3_000)];
      int kinds = 1 + random.nextInt(random.nextBoolean() ? 3 : 256);
      for (int i = 0; i < data.length; i++) {
        int back = 1 + random.nextInt(200);
        int run = random.nextInt(40);
        if (random.nextInt(20) == 0 && i >= back) {
          for (int k = 0; k < run && i < data.length; k++, i++) {
            data[i] = data[i - back];
          }
        } else if (random.nextInt(30) == 0) {
          i += random.nextInt(300);
        } else {
          data[i] = (byte) random.nextInt(kinds);
        }
      }
      check(random.nextInt(1_000), data, "seed " + seed);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 599, 600, 601, 602, 100_000})
  void runsOfAnyLengthComeBack(int length) {
    check(256, new byte[length], "zeros");
    byte[] ones = new byte[length];
    Arrays.fill(ones, (byte) -1);
    check(257, ones, "ones");
    byte[] words = new byte[length];
    for (int i = 0; i < length; i++) {
      words[i] = (byte) ((i & 3) == 0 ? i / 1_000 : (i & 3) == 1 ? i / 40 : 0);
    }
    check(258, words, "words");
  }

  @Test
  void noiseComesBackThoughItGrows() {
    byte[] noise = new byte[100_000];
    new Random(7).nextBytes(noise);
    check(0, noise, "noise");
  }

  @Test
  void tablesOfWordsBecomeSmall() {
    byte[] data = new byte[40_000];
    for (int i = 0; i < data.length; i += 8) {
      data[i] = (byte) (i / 8);
      data[i + 1] = (byte) (i / 2048);
    }
    byte[] module = module(256, data, true);
    assertThat(packed(module).length).isLessThan(module.length / 5);
  }

  @Test
  void theSameDataPacksTheSame() {
    byte[] data = new byte[5_000];
    new Random(3).nextBytes(data);
    byte[] module = module(256, data, true);
    assertThat(packed(module)).isEqualTo(packed(module));
  }

  @Test
  void whereThereIsNoStartItIsRefused() {
    byte[] data = {1, 2, 3};
    assertThatThrownBy(() -> packed(module(256, data, false)))
        .isInstanceOf(UnknownShape.class)
        .hasMessage("no start function");
  }

  @Test
  void whereThereIsNoRoomTheMemoryBeginsAPageLarger() {
    byte[] module = module(PAGES * PAGE - 100, new byte[] {1, 2, 3}, true);
    assertThat(memory(packed(module))).isEqualTo(memory(module));
    assertThat(ModuleParts.read(packed(module)).startMemoryBytes()).isEqualTo((PAGES + 1) * PAGE);
  }

  @Test
  void aModuleWithoutDataStaysAsItIs() {
    byte[] module = module(256, new byte[0], true);
    assertThat(packed(module)).isEqualTo(ModuleParts.read(module).write());
  }
}
