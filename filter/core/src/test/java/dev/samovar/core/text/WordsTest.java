package dev.samovar.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class WordsTest {
  @Test
  void eightBytesAreAWordTheFirstOneLowest() {
    byte[] bytes = {9, 1, 2, 3, 4, 5, 6, 7, (byte) 0x88, 9};
    assertThat(Words.at(bytes, 1)).isEqualTo(0x8807060504030201L);
    assertThat(Words.byteAt(bytes, 8)).isEqualTo(-120);
  }

  @Test
  void theEndOfAStringIsFoundAmongAllBytesAtEveryPlace() {
    byte[] bytes = new byte[40];
    for (int other = 0; other < 256; other++) {
      if (other == '"' || other == '\\') {
        continue;
      }
      for (int quote = 0; quote <= 20; quote++) {
        java.util.Arrays.fill(bytes, (byte) other);
        bytes[quote] = '"';
        for (int from = 0; from <= quote; from++) {
          assertThat(Words.endOfString(bytes, from, 20)).isEqualTo(Math.min(quote, 20));
          assertThat(Words.indexOf(bytes, from, 20, '"')).isEqualTo(Math.min(quote, 20));
        }
      }
    }
  }

  @Test
  void twoBytesAreFoundWhereTheyStandTogetherOrMayAtTheEnd() {
    Random random = new Random(5);
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes = new byte[random.nextInt(50)];
      for (int j = 0; j < bytes.length; j++) {
        bytes[j] = (byte) "\"m#!lnM\u00a2".charAt(random.nextInt(8));
      }
      int from = random.nextInt(bytes.length + 1);
      int end = from + random.nextInt(bytes.length - from + 1);
      int expected = from;
      while (expected < end
          && (bytes[expected] != '"' || expected + 1 < end && bytes[expected + 1] != 'm')) {
        expected++;
      }
      assertThat(Words.indexOf(bytes, from, end, '"', 'm')).isEqualTo(expected);
    }
  }

  @Test
  void whatIsEscapedEndsNothing() {
    Random random = new Random(3);
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes = new byte[random.nextInt(50)];
      for (int j = 0; j < bytes.length; j++) {
        int kind = random.nextInt(12);
        bytes[j] = (byte) (kind == 0 ? '"' : kind < 3 ? '\\' : random.nextInt(256));
      }
      int from = random.nextInt(bytes.length + 1);
      int end = from + random.nextInt(bytes.length - from + 1);
      int expected = from;
      while (expected < end && bytes[expected] != '"') {
        expected += bytes[expected] == '\\' ? 2 : 1;
      }
      assertThat(Words.endOfString(bytes, from, end)).isEqualTo(expected);
    }
  }

  @Test
  void aBackslashIsFoundInAWordAndNothingElseIsTakenForOne() {
    for (int b = 0; b < 256; b++) {
      for (int at = 0; at < 64; at += 8) {
        for (long rest : new long[] {0, -1, 0x5B5B5B5B5B5B5B5BL, 0x5D5D5D5D5D5D5D5DL}) {
          long word = rest & ~(0xFFL << at) | (long) b << at;
          assertThat(Words.hasBackslash(word)).isEqualTo(b == '\\');
        }
      }
    }
  }
}
