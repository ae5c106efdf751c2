package dev.samovar.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecimalFormatTest {
  @ParameterizedTest(name = "{0} is {1}")
  @CsvSource({
    "0, 0",
    "-0.0, 0",
    "1, 1",
    "-1, -1",
    "0.5, 0.5",
    "0.1, 0.1",
    "-0.25, -0.25",
    "1e-6, 0.000001",
    "4e-7, 0",
    "-4e-7, 0",
    "6e-7, 0.000001",
    "0.9999999, 1",
    "-0.9999999, -1",
    "1234.000001," + " 1234.000001",
    "100.01, 100.01",
    "999999999999, 999999999999",
    "1e12, null",
    "-1e12, null",
    "1e300, null",
    "NaN, null",
    "Infinity, null",
    "-Infinity, null",
    "4.9e-324, 0"
  })
  void aNumberHasSixDecimalsAtMost(double value, String text) {
    assertThat(Decimal.format(value)).isEqualTo(text);
  }

  @Test
  void whatIsWrittenIsReadAgainWithinHalfAMillionth() {
    Random random = new Random(5);
    for (int i = 0; i < 100_000; i++) {
      double value = (random.nextDouble() - 0.5) * (random.nextInt(3) == 0 ? 1e6 : 10);
      String text = Decimal.format(value);
      assertThat(text).matches("-?[0-9]+(\\.[0-9]{0,5}[1-9])?");
      assertThat(Math.abs(Decimal.parse(text) - value)).isLessThan(5.1e-7);
    }
  }
}
