package dev.samovar.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ParametersTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "null",
      value = {
        "a/b                          | a/b | null",
        "a/b; x=1                     | a/b | 1",
        "`  a/b  ;X = 1 `             | a/b | 1",
        "a/b;y=2;x=\"1; x=3\"         | a/b | 1; x=3",
        "a/b;x=\"a\\\"b\"; y          | a/b | a\"b",
        "a/b;x=                       | a/b | ``",
        "a/b;;x=1;                    | a/b | 1",
        "a/b;x;y=x                    | a/b | null",
        "a/b;x=1;x=2                  | a/b | ambiguous",
        "a/b;x=\"1                    | a/b | ambiguous",
        "a/b;y=\"1\\                  | a/b | ambiguous",
        "a/b;y=\"1\"x=2               | a/b | ambiguous",
        "``                           | ``  | null"
      })
  void parametersAreFoundByName(String header, String value, String x) {
    assertThat(Parameters.value(header)).isEqualTo(value);
    assertThat(Parameters.find(header, "x")).isEqualTo(x);
    if ("ambiguous".equals(x)) {
      assertThat(Parameters.find(header, "x")).isSameAs(Parameters.AMBIGUOUS);
    }
  }
}
