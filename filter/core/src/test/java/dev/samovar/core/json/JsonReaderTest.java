package dev.samovar.core.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.samovar.core.json.JsonValue.JsonArray;
import dev.samovar.core.json.JsonValue.JsonBoolean;
import dev.samovar.core.json.JsonValue.JsonNull;
import dev.samovar.core.json.JsonValue.JsonNumber;
import dev.samovar.core.json.JsonValue.JsonObject;
import dev.samovar.core.json.JsonValue.JsonString;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JsonReaderTest {
  private static final JsonMapper STRICT =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
  private static final String DOCUMENT =
      "{\"a\":[1,-2.5e3,true,false,null],\"b\":{\"c\":\"\\u4f60\\n\\\"x\",\"d\":[]},\"e\":{}}";

  @Test
  void everyKindOfValueIsRead() {
    JsonObject object = (JsonObject) JsonReader.read(" \t\r\n" + DOCUMENT + "\n");
    assertThat(object.members().keySet()).containsExactly("a", "b", "e");
    JsonArray array = (JsonArray) object.members().get("a");
    assertThat(array.elements())
        .containsExactly(
            new JsonNumber(1, "1"),
            new JsonNumber(-2500, "-2.5e3"),
            new JsonBoolean(true),
            new JsonBoolean(false),
            new JsonNull());
    JsonObject inner = (JsonObject) object.members().get("b");
    assertThat(inner.members().get("c")).isEqualTo(new JsonString("你\n\"x"));
  }

  @Test
  void theLastOfDuplicatesCountsAndTheyAreNamed() {
    JsonObject object = (JsonObject) JsonReader.read("{\"a\":1,\"b\":2,\"\\u0061\":3}");
    assertThat(object.members().get("a")).isEqualTo(new JsonNumber(3, "3"));
    assertThat(object.duplicates()).containsExactly("a");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``            | line 1, column 1: expected a value",
        "`  `          | line 1, column 3: expected a value",
        "{             | line 1, column 2: expected a name in quotes",
        "{\"a\"        | line 1, column 5: expected ':'",
        "{\"a\":1      | line 1, column 7: expected ',' or '}'",
        "{\"a\":1,}    | line 1, column 8: expected a name in quotes",
        "[1,]          | line 1, column 4: expected a value",
        "[1 2]         | line 1, column 4: expected ',' or ']'",
        "1 2           | line 1, column 3: expected the end of the document",
        "{}}           | line 1, column 3: expected the end of the document",
        "01            | line 1, column 1: expected a number without leading zeros",
        "-             | line 1, column 1: expected a value",
        "1.            | line 1, column 3: expected a digit",
        "1e            | line 1, column 3: expected a digit",
        "nul           | line 1, column 1: expected a value",
        "truex         | line 1, column 5: expected the end of the document",
        "\"a           | line 1, column 3: expected '\"'",
        "\"\\x\"       | line 1, column 3: expected an escape of JSON",
        "\"\\u12g4\"   | line 1, column 6: expected four hexadecimal digits",
        "// no         | line 1, column 1: expected a value",
        "providers:    | line 1, column 1: expected a value"
      })
  void whatIsNoJsonIsRefusedWithItsPlace(String text, String message) {
    assertThatThrownBy(() -> JsonReader.read(text))
        .isInstanceOf(JsonException.class)
        .hasMessage(message);
  }

  @Test
  void placesCountLines() {
    assertThatThrownBy(() -> JsonReader.read("{\n  \"a\": 1,\n  b\n}"))
        .hasMessage("line 3, column 3: expected a name in quotes");
    assertThatThrownBy(() -> JsonReader.read("\"a\nb\""))
        .hasMessage("line 1, column 3: expected no control character in a string");
    assertThatThrownBy(() -> JsonReader.read("\uFEFF{}"))
        .hasMessage("line 1, column 1: expected a value");
  }

  @Test
  void truncationAtEveryCharacterIsRefused() {
    for (int length = 0; length < DOCUMENT.length(); length++) {
      String text = DOCUMENT.substring(0, length);
      assertThatThrownBy(() -> JsonReader.read(text)).as(text).isInstanceOf(JsonException.class);
    }
  }

  @Test
  void valuesStandAtMost64LevelsBelowTheTop() {
    assertThat(JsonReader.read("[".repeat(64) + "1" + "]".repeat(64))).isNotNull();
    for (int depth : new int[] {66, 100_000}) {
      assertThatThrownBy(() -> JsonReader.read("[".repeat(depth)))
          .hasMessage("line 1, column 66: expected at most 64 levels of nesting");
      assertThatThrownBy(() -> JsonReader.read("{\"a\":".repeat(depth)))
          .isInstanceOf(JsonException.class);
    }
  }

  @Test
  void aTextIsReadExactlyWhenJacksonReadsItAndSaysTheSame() {
    Random random = new Random(11);
    String chars = "{}[]\",:\\ 019.-eE+truefalsn/ub\n\t";
    int read = 0;
    for (int i = 0; i < 15_000; i++) {
      StringBuilder text = new StringBuilder(DOCUMENT);
      for (int damages = random.nextInt(3); damages > 0; damages--) {
        int at = random.nextInt(text.length());
        char other = chars.charAt(random.nextInt(chars.length()));
        switch (random.nextInt(3)) {
          case 0 -> text.deleteCharAt(at);
          case 1 -> text.insert(at, other);
          default -> text.setCharAt(at, other);
        }
      }
      String expected = byJackson(text.toString());
      String actual;
      try {
        actual = plain(JsonReader.read(text.toString()));
        read++;
      } catch (JsonException e) {
        actual = "refused";
      }
      assertThat(actual).as("case %d: %s", i, text).isEqualTo(expected);
    }
    assertThat(read).isBetween(5_000, 14_500);
  }

  private static String byJackson(String text) {
    try {
      return plain(STRICT.readTree(text));
    } catch (JsonProcessingException e) {
      return "refused";
    }
  }

  private static String plain(JsonNode node) {
    StringBuilder out = new StringBuilder();
    if (node.isObject()) {
      for (Map.Entry<String, JsonNode> member : node.properties()) {
        out.append(member.getKey()).append('=').append(plain(member.getValue())).append(';');
      }
      return "{" + out + "}";
    }
    if (node.isArray()) {
      node.forEach(element -> out.append(plain(element)).append(';'));
      return "[" + out + "]";
    }
    return node.isNumber() ? "#" + node.doubleValue() : node.getNodeType() + node.asText();
  }

  private static String plain(JsonValue value) {
    StringBuilder out = new StringBuilder();
    if (value instanceof JsonObject object) {
      object.members().forEach((k, v) -> out.append(k).append('=').append(plain(v)).append(';'));
      return "{" + out + "}";
    }
    if (value instanceof JsonArray array) {
      array.elements().forEach(element -> out.append(plain(element)).append(';'));
      return "[" + out + "]";
    }
    if (value instanceof JsonNumber number) {
      // Jackson's integers know no negative zero.
      return "#"
          + (number.value() == 0
                  && !number.text().contains(".")
                  && !number.text().toLowerCase(Locale.ROOT).contains("e")
              ? 0.0
              : number.value());
    }
    if (value instanceof JsonString string) {
      return "STRING" + string.value();
    }
    return value instanceof JsonBoolean bool ? "BOOLEAN" + bool.value() : "NULLnull";
  }
}
