package dev.samovar.agent.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumbersTest {
  @ParameterizedTest
  @CsvSource({
    "90,90",
    "0,0",
    "-1,-1",
    "10.5,10.5",
    "1e3,1e3",
    "1E-3,1E-3",
    "-0,-0",
    "10.50,10.50",
    "9007199254740993,9007199254740993",
    "' 7\n',7",
    "+5,5",
    "007,7",
    "-007.50,-7.50",
    ".5,0.5",
    "5.,5",
    "00,0",
    "-.5e2,-0.5e2",
    "+0.0,0.0"
  })
  void aNumberIsAnsweredAsItIsOrAsJsonSpellsIt(String text, String json) {
    assertThat(Numbers.json(text)).hasValue(json);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "NaN",
        "Infinity",
        "-inf",
        "1e999",
        "0x10",
        "1f",
        "1d",
        "ten",
        "1,5",
        "1 2",
        "--1",
        ".",
        "-",
        "+",
        "e5",
        ".e5",
        "1e",
        "1e+",
        "null",
        "true",
        "\"1\"",
        "[1]",
        "{}",
        "1\u0000",
        "٣"
      })
  void whatIsNoFiniteNumberIsNone(String text) {
    assertThat(Numbers.json(text)).isEmpty();
  }

  @Test
  void aVeryLongNumberIsNone() {
    assertThat(Numbers.json("1".repeat(65))).isEmpty();
  }

  @Test
  void whateverIsAnsweredIsValidJson() throws JsonProcessingException {
    Random random = new Random(7);
    String alphabet = "0123456789+-.eE";
    ObjectMapper mapper = new ObjectMapper();
    int numbers = 0;
    for (int i = 0; i < 20_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = 1 + random.nextInt(6); n > 0; n--) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      var json = Numbers.json(text.toString());
      if (json.isPresent()) {
        numbers++;
        assertThat(mapper.readTree(json.get()).doubleValue())
            .as(text.toString())
            .isEqualTo(Double.parseDouble(text.toString()));
      }
    }
    assertThat(numbers).isGreaterThan(1_000);
  }
}
