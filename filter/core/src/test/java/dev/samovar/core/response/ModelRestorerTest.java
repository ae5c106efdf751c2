package dev.samovar.core.response;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

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
      assertThat(restore(given, "mine", null, piece))
          .as("pieces of " + piece)
          .isEqualTo(expected.strip());
    }
  }

  @Test
  void anEventThatIsCompleteIsNotHeldBack() {
    Answer answer = new Answer("mine");
    assertThat(answer.piece("data: {\"model\":\"up\",\"x\":1}\n\n"))
        .isEqualTo("data: {\"model\":\"mine\",\"x\":1}\n\n");
    assertThat(answer.piece("data: {\"mod")).isEqualTo("data: {");
    assertThat(answer.restorer.held()).isEqualTo("\"mod".length());
    assertThat(answer.piece("el\":\"up\"}\n\n")).isEqualTo("\"model\":\"mine\"}\n\n");
    assertThat(answer.restorer.held()).isZero();
  }

  @Test
  void aPieceWithNothingToReplaceStaysAsItIs() {
    Answer answer = new Answer("mine");
    String other = "data: {\"id\":\"up\",\"mode\":\"model\",\"models\":[]}\n\n";
    assertThat(answer.piece(other)).isEqualTo(other);
    assertThat(answer.written).isEqualTo(ModelRestorer.UNCHANGED);
    assertThat(answer.piece("\"model\": ")).isEmpty();
    assertThat(answer.piece("")).isEmpty();
    assertThat(answer.written).as("an empty piece").isEqualTo(ModelRestorer.UNCHANGED);
    assertThat(answer.piece("1}")).as("what was held is given back").isEqualTo("\"model\": 1}");
    assertThat(answer.restorer.front()).as("ahead of the piece").isZero();
    assertThat(answer.last(other)).isEqualTo(other);
    assertThat(answer.written).isEqualTo(ModelRestorer.UNCHANGED);
    assertThat(answer.last("")).isEmpty();
    assertThat(answer.written).isEqualTo(ModelRestorer.UNCHANGED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "m", "my", "mine"})
  void ofAPieceTheFrontToItsLastModelIsWrittenAndNoMore(String client) {
    Answer answer = new Answer(client);
    String front = "data: {\"model\":\"up\"";
    String tail = ",\"x\":\"model\"}\n\n";
    String restored = front.replace("up", client);
    assertThat(answer.piece(front + tail)).isEqualTo(restored + tail);
    assertThat(answer.restorer.front()).isEqualTo(front.length());
    assertThat(answer.written).isEqualTo(restored.length());
    assertThat(answer.piece(front + tail + front + tail))
        .isEqualTo(restored + tail + restored + tail);
    assertThat(answer.restorer.front()).as("twice").isEqualTo((front + tail + front).length());
    assertThat(answer.written).isEqualTo((restored + tail + restored).length());
    int cut = front.length() - 2;
    assertThat(answer.piece(front.substring(0, cut))).isEqualTo("data: {");
    assertThat(answer.restorer.front()).as("all, where its end is held").isEqualTo(cut);
    assertThat(answer.last(front.substring(cut) + tail))
        .isEqualTo(restored.substring("data: {".length()) + tail);
    assertThat(answer.restorer.front()).as("what was held is none of the piece").isEqualTo(2);
  }

  @Test
  void theLastPieceHoldsNothing() {
    Answer answer = new Answer("mine");
    assertThat(answer.piece("{\"model\"")).isEqualTo("{");
    assertThat(answer.last("")).isEqualTo("\"model\"");
    answer = new Answer("mine");
    assertThat(answer.last("{\"model\":\"u")).isEqualTo("{\"model\":\"u");
    assertThat(answer.written).isEqualTo(ModelRestorer.UNCHANGED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"m", "my", "mine"})
  void anySplitGivesTheSameBytes(String client) {
    Random random = new Random(7);
    String[] parts = {"\"model\"", ":", " ", "\"up\"", "\"", "mo", "\\", "\n", "{", "up"};
    for (int round = 0; round < 5_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(12); i >= 0; i--) {
        text.append(parts[random.nextInt(parts.length)]);
      }
      String whole = text.toString();
      assertThat(restore(whole, client, random, 0))
          .as(whole)
          .isEqualTo(
              whole.replaceAll("(\"model\"\\s{0,16}:\\s{0,16})\"up\"", "$1\"" + client + "\""));
    }
  }

  @Test
  void soManySpacesAreLookedThroughAndNoMore() {
    for (int spaces = 15; spaces <= 18; spaces++) {
      String gap = " ".repeat(spaces);
      String client = spaces <= 16 ? "mine" : "up";
      for (int piece = 1; piece <= 60; piece++) {
        assertThat(restore("\"model\"" + gap + ":\"up\"", "mine", null, piece))
            .isEqualTo("\"model\"" + gap + ":\"" + client + "\"");
        assertThat(restore("\"model\":" + gap + "\"up\"", "mine", null, piece))
            .isEqualTo("\"model\":" + gap + "\"" + client + "\"");
      }
    }
  }

  /** In pieces of one size, or of random ones where it is 0. */
  private static String restore(String whole, String client, Random random, int piece) {
    Answer answer = new Answer(client);
    StringBuilder out = new StringBuilder();
    int at = 0;
    do {
      int size = Math.min(whole.length() - at, piece > 0 ? piece : 1 + random.nextInt(8));
      String next = whole.substring(at, at + size);
      at += size;
      out.append(at == whole.length() ? answer.last(next) : answer.piece(next));
    } while (at < whole.length());
    return out.toString();
  }

  /** An answer of the model {@code up} on its way to the client. */
  private static final class Answer {
    private final ModelRestorer restorer;
    private int written;

    Answer(String client) {
      restorer = new ModelRestorer(bytes("\"up\""), bytes("\"" + client + "\""));
    }

    String piece(String text) {
      return feed(text, false);
    }

    String last(String text) {
      return feed(text, true);
    }

    /** What the client gets when a piece comes. */
    private String feed(String text, boolean last) {
      byte[] piece = bytes(text);
      byte[] bytes = new byte[restorer.held() + piece.length];
      System.arraycopy(piece, 0, bytes, restorer.held(), piece.length);
      written = restorer.feed(bytes, piece.length, last);
      return written == ModelRestorer.UNCHANGED
          ? text
          : new String(restorer.bytes(), 0, written, StandardCharsets.UTF_8)
              + new String(
                  piece, restorer.front(), piece.length - restorer.front(), StandardCharsets.UTF_8);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
