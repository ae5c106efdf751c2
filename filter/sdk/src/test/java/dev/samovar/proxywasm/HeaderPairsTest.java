package dev.samovar.proxywasm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.samovar.proxywasm.HeaderPairs.Pair;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HeaderPairsTest {

  @Test
  void theEncodingIsTheAbis() {
    byte[] expected = {
      2, 0, 0, 0, // count
      1, 0, 0, 0, 2, 0, 0, 0, // "a", "bc"
      3, 0, 0, 0, 0, 0, 0, 0, // "def", ""
      'a', 0, 'b', 'c', 0, 'd', 'e', 'f', 0, 0
    };
    assertThat(HeaderPairs.of("a", "bc", "def", "")).isEqualTo(expected);
    assertThat(HeaderPairs.decode(expected))
        .containsExactly(new Pair("a", "bc"), new Pair("def", ""));
  }

  @Test
  void noPairsAreAZeroCount() {
    assertThat(HeaderPairs.of()).isEqualTo(new byte[4]);
    assertThat(HeaderPairs.decode(new byte[4])).isEmpty();
    assertThat(HeaderPairs.decode(new byte[0])).isEmpty();
    HeaderPairs.encode()[0] = 9;
    assertThat(HeaderPairs.encode()).as("nobody else's array").isEqualTo(new byte[4]);
  }

  @Test
  void anOddNumberOfPartsIsRefused() {
    assertThatThrownBy(() -> HeaderPairs.of("a"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("parts:");
  }

  @Test
  void lengthsCountBytesAndAreLittleEndian() {
    byte[] pairs = HeaderPairs.of("x-模", "v".repeat(70_000));
    assertThat(Arrays.copyOfRange(pairs, 4, 12)).containsExactly(5, 0, 0, 0, 0x70, 0x11, 1, 0);
    assertThat(HeaderPairs.decode(pairs)).containsExactly(new Pair("x-模", "v".repeat(70_000)));
  }

  @Test
  void whatWasEncodedIsDecodedWhateverItHolds() {
    Random random = new Random(4);
    for (int i = 0; i < 2_000; i++) {
      String[] parts = new String[2 * random.nextInt(8)];
      List<Pair> expected = new ArrayList<>();
      for (int k = 0; k < parts.length; k++) {
        parts[k] = "é\0a:😀\n".substring(0, random.nextInt(4)).repeat(random.nextInt(5));
        if (k % 2 == 1) {
          expected.add(new Pair(parts[k - 1], parts[k]));
        }
      }
      assertThat(HeaderPairs.decode(HeaderPairs.of(parts))).isEqualTo(expected);
    }
  }

  @Test
  void bytesThatEndTooEarlyAreRefused() {
    byte[] good = HeaderPairs.of("name", "value", "other", "x");
    for (int length = 1; length < good.length; length++) {
      byte[] bad = Arrays.copyOf(good, length);
      assertThatThrownBy(() -> HeaderPairs.decode(bad))
          .as("%d bytes", length)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("pairs:");
    }
  }

  @Test
  void damagedBytesAreReadOrRefusedAndNothingElse() {
    Random random = new Random(5);
    byte[] good = HeaderPairs.of("name", "value", "other", "x");
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] bad = good.clone();
      for (int k = random.nextInt(3); k >= 0; k--) {
        bad[random.nextInt(bad.length)] = (byte) random.nextInt();
      }
      try {
        HeaderPairs.decode(bad);
      } catch (IllegalArgumentException e) {
        refused++;
      }
    }
    assertThat(refused).isBetween(1_000, 19_999);
  }

  @Test
  void anAbsurdCountIsRefusedBeforeAnythingIsMade() {
    for (int count : new int[] {Integer.MAX_VALUE, Integer.MIN_VALUE, -1, 100}) {
      byte[] bytes = new byte[64];
      for (int i = 0; i < 4; i++) {
        bytes[i] = (byte) (count >> 8 * i);
      }
      assertThatThrownBy(() -> HeaderPairs.decode(bytes)).hasMessageContaining("count " + count);
    }
  }

  @Test
  void bytesMayBeGivenAsTheyAre() {
    byte[] name = "n".getBytes(StandardCharsets.UTF_8);
    byte[] value = {(byte) 0xff};
    assertThat(HeaderPairs.encode(name, value))
        .isEqualTo(new byte[] {1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 'n', 0, (byte) 0xff, 0});
  }
}
