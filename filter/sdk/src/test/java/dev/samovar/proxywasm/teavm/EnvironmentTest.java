package dev.samovar.proxywasm.teavm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvironmentTest {
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "A=1;B=2;,      A, 1",
        "A=1;B=2;,      B, 2",
        "A=1;B=2;,      C, -",
        "AB=1;A=2;,     A, 2",
        "A=;B=2;,       A, ''",
        "A=x=y;,        A, x=y",
        "A;A=1;,        A, 1",
        "A=unended,     A, -",
        "'',            A, -",
        ";;A=1;,        A, 1"
      })
  void theValueIsThatOfTheWholeName(String entries, String name, String value) {
    byte[] found = Environment.find(bytes(entries.replace(';', '\0')), bytes(name));
    assertThat(found).isEqualTo(value == null ? null : bytes(value));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
