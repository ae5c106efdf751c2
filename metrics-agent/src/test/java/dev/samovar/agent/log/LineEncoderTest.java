package dev.samovar.agent.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

class LineEncoderTest {
  private final Logger logger = new LoggerContext().getLogger("l");
  private final Masker masker = new Masker();

  private String line(Format format, String message, Throwable error, KeyValuePair... pairs) {
    LoggingEvent event = new LoggingEvent("", logger, Level.INFO, message, error, null);
    event.setKeyValuePairs(List.of(pairs));
    return new String(new LineEncoder(format, masker).encode(event), StandardCharsets.UTF_8);
  }

  @Test
  void aJsonLineHoldsEverythingAndNoStackTrace() throws JsonProcessingException {
    String line =
        line(
            Format.JSON,
            "say \"hi\"\n\u0001",
            new IllegalStateException("oops"),
            new KeyValuePair("n", 5),
            new KeyValuePair("t", "a\\b"));
    JsonNode json = new ObjectMapper().readTree(line);
    assertThat(line.indexOf('\n')).isEqualTo(line.length() - 1);
    assertThat(json.get("level").textValue()).isEqualTo("info");
    assertThat(json.get("msg").textValue()).isEqualTo("say \"hi\"\n\u0001");
    assertThat(json.get("n").intValue()).isEqualTo(5);
    assertThat(json.get("t").textValue()).isEqualTo("a\\b");
    assertThat(json.get("err").textValue()).isEqualTo("IllegalStateException: oops");
    assertThat(json.get("ts").textValue()).endsWith("Z");
  }

  @Test
  void aTextLineCannotBeForged() {
    String line = line(Format.TEXT, "a\nfake line", null, new KeyValuePair("k", "v\u0085w"));
    assertThat(line).hasLineCount(1).contains("a\\nfake line k=v\\u0085w");
  }

  @Test
  void secretsAndCredentialsAreMaskedWhereverTheyStand() {
    masker.hide(List.of("s3cretpw", "ab"));
    for (Format format : Format.values()) {
      String line =
          line(
              format,
              "cannot reach redis://bob:other@h:1",
              new IllegalStateException("bad password s3cretpw"),
              new KeyValuePair("uri", "x s3cretpw y"));
      assertThat(line).contains("redis://****@h:1").doesNotContain("s3cretpw", "other@");
    }
  }
}
