package dev.samovar.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-0",
        "0.0",
        "-0.0",
        "0e9",
        "1",
        "-1",
        "10",
        "90",
        "0.5",
        "0.1",
        "1e0",
        "1E22",
        "1e+22",
        "1e-22",
        "123456789012345",
        "1.23456789012345e-8",
        "0.000000000000001",
        "2147483648",
        "999999999999999e22",
        "1e23",
        "100000000000000000000000",
        "007",
        "00.5",
        "0.10000000000000000000",
        "5e-324",
      })
  void writtenNumbersAreReadAsTheJdkReadsThem(String text) {
    assertThat(Double.doubleToLongBits(Decimal.parse(text)))
        .isEqualTo(Double.doubleToLongBits(Double.parseDouble(text)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        "+1",
        ".",
        ".5",
        "-.5",
        "1.",
        "1.e5",
        "1e",
        "1e+",
        "1e-",
        "1ee5",
        "1e5.5",
        "1.2.3",
        "--1",
        " 1",
        "1 ",
        "1\n",
        "NaN",
        "Infinity",
        "0x10",
        "1f",
        "1d",
        "1_000",
        "1,5",
        "e5",
        "٣",
        "1e5e3",
        "abc",
        "\0"
      })
  void anythingElseIsNoNumber(String text) {
    assertThat(Decimal.parse(text)).isNaN();
  }

  @Test
  void upTo15DigitsAndPowersOfTenUpTo22AreExact() {
    Random random = new Random(7);
    for (int i = 0; i < 100_000; i++) {
      String text = number(random, 1 + random.nextInt(15), 22);
      assertThat(Decimal.parse(text)).as(text).isEqualTo(Double.parseDouble(text));
    }
  }

  @Test
  void beyondThatTheErrorIsAFewUnitsInTheLastPlace() {
    Random random = new Random(8);
    double worst = 0;
    for (int i = 0; i < 100_000; i++) {
      String text = number(random, 1 + random.nextInt(40), 320);
      double right = Double.parseDouble(text);
      double read = Decimal.parse(text);
      if (Double.isInfinite(right) || Double.isInfinite(read)) {
        assertThat(Math.max(Math.abs(right), Math.abs(read)) / 1.0000001)
            .as(text)
            .isGreaterThanOrEqualTo(Double.MAX_VALUE / 1.000001);
        continue;
      }
      worst = Math.max(worst, Math.abs(read - right) / Math.ulp(right));
    }
    assertThat(worst).isLessThan(16);
  }

  /** Digits with a point somewhere; the whole power of ten stays within the bound. */
  private static String number(Random random, int digits, int bound) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < digits; i++) {
      out.append((char) ('0' + (i == 0 ? 1 + random.nextInt(9) : random.nextInt(10))));
    }
    int fraction = random.nextInt(digits);
    if (fraction > 0) {
      out.insert(digits - fraction, '.');
    }
    int exponent = random.nextInt(2 * bound + 1) - bound;
    if (Math.abs(exponent - fraction) > bound) {
      exponent = 0;
    }
    if (exponent != 0 || random.nextBoolean()) {
      out.append('e').append(exponent);
    }
    return (random.nextBoolean() ? "-" : "") + out;
  }

  @Test
  void hugeTextsAreReadInTheirMagnitude() {
    String zeros = "0".repeat(100_000);
    assertThat(Decimal.parse("1" + zeros + "e-100000")).isEqualTo(1);
    assertThat(Decimal.parse("0." + zeros + "1e100001")).isEqualTo(1);
    assertThat(Decimal.parse("1" + zeros)).isEqualTo(Double.POSITIVE_INFINITY);
    assertThat(Decimal.parse("-1e999999999999999999999")).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(Decimal.parse("1e-999999999999999999999")).isZero();
    assertThat(Decimal.parse("0e999999999999999999999")).isZero();
    assertThat(Decimal.parse(zeros + "7")).isEqualTo(7);
  }
}
