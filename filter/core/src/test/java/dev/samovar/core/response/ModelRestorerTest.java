package dev.samovar.core.response;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelRestorerTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "{\"model\":\"up\"}                      | {\"model\":\"mine\"}",
        "{\"model\" : \"up\",\"a\":1}            | {\"model\" : \"mine\",\"a\":1}",
        "{\"response\":{\"model\":\"up\"}}       | {\"response\":{\"model\":\"mine\"}}",
        "{\"model\":\"upper\"}                   | {\"model\":\"upper\"}",
        "{\"model\":\"u\"}                       | {\"model\":\"u\"}",
        "{\"models\":\"up\"}                     | {\"models\":\"up\"}",
        "{\"a\":\"model\",\"b\":\"up\"}          | {\"a\":\"model\",\"b\":\"up\"}",
        "{\"a\":\"\\\"model\\\":\\\"up\\\"\"}    | {\"a\":\"\\\"model\\\":\\\"up\\\"\"}",
        "\"\"model\":\"up\"                      | \"\"model\":\"mine\"",
        "\"model\"\"model\":\"up\"               | \"model\"\"model\":\"mine\"",
        "{\"model\":null}                        | {\"model\":null}",
        "\"model                                 | \"model",
        "''                                      | ''"
      })
  void onlyAModelOfThatNameIsReplaced(String answer, String expected) {
    String given = answer.strip();
    for (int piece = 1; piece <= Math.max(1, given.length()); piece++) {
      assertThat(restore(given, new Random(1), piece))
          .as("pieces of " + piece)
          .isEqualTo(expected.strip());
    }
  }

  @Test
  void anEventThatIsCompleteIsNotHeldBack() {
    ModelRestorer restorer = restorer();
    byte[] event = bytes("data: {\"model\":\"up\",\"x\":1}\n\n");
    assertThat(restorer.feed(event, event.length, false)).isEqualTo(event.length + 2);
    byte[] begun = bytes("data: {\"mod");
    assertThat(restorer.feed(begun, begun.length, false)).isEqualTo("data: {".length());
    byte[] rest = bytes("el\":\"up\"}\n\n");
    int written = restorer.feed(rest, rest.length, false);
    assertThat(new String(restorer.bytes(), 0, written, StandardCharsets.UTF_8))
        .isEqualTo("\"model\":\"mine\"}\n\n");
  }

  @Test
  void aPieceWithNothingToReplaceStaysAsItIs() {
    ModelRestorer restorer = restorer();
    byte[] other = bytes("data: {\"id\":\"up\",\"mode\":\"model\",\"models\":[]}\n\n");
    assertThat(restorer.feed(other, other.length, false)).isEqualTo(ModelRestorer.UNCHANGED);
    byte[] begun = bytes("\"model\": ");
    assertThat(restorer.feed(begun, begun.length, false)).isZero();
    byte[] different = bytes("1}");
    int written = restorer.feed(different, different.length, false);
    assertThat(new String(restorer.bytes(), 0, written, StandardCharsets.UTF_8))
        .as("what was kept is given back")
        .isEqualTo("\"model\": 1}");
    assertThat(restorer.feed(other, other.length, true)).isEqualTo(ModelRestorer.UNCHANGED);
    assertThat(restorer.feed(other, 0, true)).isEqualTo(ModelRestorer.UNCHANGED);
  }

  @Test
  void anySplitGivesTheSameBytes() {
    Random random = new Random(7);
    String[] parts = {"\"model\"", ":", " ", "\"up\"", "\"", "mo", "\\", "\n", "{", "up"};
    for (int round = 0; round < 5_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(12); i >= 0; i--) {
        text.append(parts[random.nextInt(parts.length)]);
      }
      String whole = text.toString();
      assertThat(restore(whole, random, 0))
          .as(whole)
          .isEqualTo(whole.replaceAll("(\"model\"\\s{0,16}:\\s{0,16})\"up\"", "$1\"mine\""));
    }
  }

  private static ModelRestorer restorer() {
    return new ModelRestorer(bytes("\"up\""), bytes("\"mine\""));
  }

  /** In pieces of one size, or of random ones where it is 0. */
  private static String restore(String answer, Random random, int piece) {
    ModelRestorer restorer = restorer();
    byte[] all = bytes(answer);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int at = 0;
    do {
      int size = Math.min(all.length - at, piece > 0 ? piece : 1 + random.nextInt(8));
      byte[] next = new byte[size];
      System.arraycopy(all, at, next, 0, size);
      at += size;
      int written = restorer.feed(next, size, at == all.length);
      if (written == ModelRestorer.UNCHANGED) {
        out.write(next, 0, size);
      } else {
        out.write(restorer.bytes(), 0, written);
      }
    } while (at < all.length);
    return out.toString(StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
