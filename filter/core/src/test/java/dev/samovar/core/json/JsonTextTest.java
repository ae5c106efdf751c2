package dev.samovar.core.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.samovar.core.json.JsonValue.JsonString;
import org.junit.jupiter.api.Test;

class JsonTextTest {

  @Test
  void everyCharacterIsReadBackByJacksonAndByOurReader() throws Exception {
    ObjectMapper jackson = new ObjectMapper();
    for (int c = 0; c <= Character.MAX_VALUE; c++) {
      String text = "a" + (char) c + "b";
      String quoted = JsonText.quote(text);
      assertThat(jackson.readValue(quoted, String.class)).isEqualTo(text);
      assertThat(JsonReader.read(quoted)).isEqualTo(new JsonString(text));
    }
  }

  @Test
  void nothingIsEscapedThatNeedNotBe() {
    assertThat(JsonText.quote("qwen/7b é模😀\u007f'")).isEqualTo("\"qwen/7b é模😀\u007f'\"");
    assertThat(JsonText.quote("\"\\\n\r\t\b\u0000"))
        .isEqualTo("\"\\\"\\\\\\n\\r\\t\\u0008\\u0000\"");
    assertThat(JsonText.quote("")).isEqualTo("\"\"");
  }
}
