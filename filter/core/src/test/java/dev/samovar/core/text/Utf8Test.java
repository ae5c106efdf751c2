package dev.samovar.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class Utf8Test {

  @Test
  void everyCodePointIsReadAndWrittenAsTheJdkDoes() {
    StringBuilder all = new StringBuilder();
    for (int code = 0; code <= Character.MAX_CODE_POINT; code++) {
      if (code < Character.MIN_SURROGATE || code > Character.MAX_SURROGATE) {
        String one = Character.toString(code);
        byte[] bytes = one.getBytes(StandardCharsets.UTF_8);
        if (!Arrays.equals(Utf8.encode(one), bytes) || !Utf8.decode(bytes).equals(one)) {
          throw new AssertionError("code point " + Integer.toHexString(code));
        }
        all.append(one);
      }
    }
    byte[] bytes = all.toString().getBytes(StandardCharsets.UTF_8);
    assertThat(Utf8.encode(all.toString())).isEqualTo(bytes);
    assertThat(Utf8.decode(bytes)).isEqualTo(all.toString());
  }

  @Test
  void aSurrogateWithoutItsPartnerIsWrittenAsUnknown() {
    assertThat(Utf8.encode("\uD83D")).isEqualTo(Utf8.encode("\uFFFD"));
    assertThat(Utf8.encode("a\uDE00\uD83Db")).isEqualTo(Utf8.encode("a\uFFFD\uFFFDb"));
    assertThat(Utf8.encode("\uD83D\uD83D\uDE00")).isEqualTo(Utf8.encode("\uFFFD😀"));
  }

  @Test
  void allTwoBytesAndAFirstOfThreeAreReadByTheRule() {
    for (int a = 0; a < 256; a++) {
      for (int b = 0; b < 256; b++) {
        check(new byte[] {(byte) a, (byte) b});
        check(new byte[] {(byte) a, (byte) b, (byte) 0x80});
        check(new byte[] {(byte) a, (byte) b, (byte) 0xBF, (byte) 0x80});
      }
    }
  }

  @Test
  void randomBytesAreReadByTheRule() {
    Random random = new Random(3);
    byte[] likely = {
      'a',
      0x7f,
      (byte) 0x80,
      (byte) 0xBF,
      (byte) 0xC0,
      (byte) 0xC1,
      (byte) 0xC2,
      (byte) 0xDF,
      (byte) 0xE0,
      (byte) 0xED,
      (byte) 0xEF,
      (byte) 0xF0,
      (byte) 0xF4,
      (byte) 0xF5,
      (byte) 0xFF,
      (byte) 0x9F,
      (byte) 0xA0,
      (byte) 0x90,
      (byte) 0x8F
    };
    for (int i = 0; i < 100_000; i++) {
      byte[] bytes = new byte[random.nextInt(12)];
      for (int k = 0; k < bytes.length; k++) {
        bytes[k] = likely[random.nextInt(likely.length)];
      }
      check(bytes);
    }
  }

  @Test
  void aPartOfAnArrayIsReadAndNothingBesideIt() {
    byte[] bytes = "é模😀é".getBytes(StandardCharsets.UTF_8);
    assertThat(Utf8.decode(bytes, 2, 7)).isEqualTo("模😀");
    assertThat(Utf8.decode(bytes, 2, 6)).isEqualTo("模\uFFFD\uFFFD\uFFFD");
    assertThat(Utf8.decode(bytes, 3, 2)).isEqualTo("\uFFFD\uFFFD");
    assertThat(Utf8.decode(bytes, 11, 0)).isEmpty();
    assertThat(Utf8.decode(new byte[0])).isEmpty();
    assertThat(Utf8.encode("")).isEmpty();
  }

  private static void check(byte[] bytes) {
    String expected = reference(bytes);
    String read = Utf8.decode(bytes);
    if (!read.equals(expected)) {
      throw new AssertionError(Arrays.toString(bytes) + " is " + read + ", not " + expected);
    }
  }

  /** At each byte the character that the JDK finds there, or one U+FFFD. */
  private static String reference(byte[] bytes) {
    CharsetDecoder strict = StandardCharsets.UTF_8.newDecoder();
    CharBuffer found = CharBuffer.allocate(2);
    StringBuilder out = new StringBuilder();
    int at = 0;
    while (at < bytes.length) {
      int length = 0;
      boolean right = false;
      while (!right && length < 4 && at + length < bytes.length) {
        length++;
        found.clear();
        strict.reset();
        right = strict.decode(ByteBuffer.wrap(bytes, at, length), found, true).isUnderflow();
      }
      out.append(right ? found.flip() : "\uFFFD");
      at += right ? length : 1;
    }
    return out.toString();
  }
}
