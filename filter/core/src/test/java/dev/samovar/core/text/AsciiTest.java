package dev.samovar.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AsciiTest {

  @Test
  void everyCharIsAHexDigitOrNotAsTheJdkSaysForAscii() {
    for (int c = 0; c <= Character.MAX_VALUE; c++) {
      int expected = c < 0x80 ? Character.digit(c, 16) : -1;
      assertThat(Ascii.hexDigit((char) c)).isEqualTo(expected);
    }
  }

  @Test
  void onlyLettersOfAsciiDifferInCaseAlone() {
    assertThat(Ascii.equalsIgnoringCase("Application/JSON", "aPPLICATION/json")).isTrue();
    assertThat(Ascii.equalsIgnoringCase("@[`{", "`{@[")).isFalse();
    assertThat(Ascii.equalsIgnoringCase("K", "\u212A")).as("the Kelvin sign").isFalse();
    assertThat(Ascii.equalsIgnoringCase("É", "é")).isFalse();
    assertThat(Ascii.equalsIgnoringCase("a", "ab")).isFalse();
  }

  @Test
  void aPlaceOutsideTheTextMatchesNothing() {
    assertThat(Ascii.matchesAt("abc", 1, "BC")).isTrue();
    assertThat(Ascii.matchesAt("abc", -1, "a")).isFalse();
    assertThat(Ascii.matchesAt("abc", 2, "cd")).isFalse();
    assertThat(Ascii.matchesAt("abc", 3, "")).isTrue();
    assertThat(Ascii.matchesAt("abc", 4, "")).isFalse();
  }
}
