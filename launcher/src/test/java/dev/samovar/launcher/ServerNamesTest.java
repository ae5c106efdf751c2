package dev.samovar.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ServerNamesTest {

  private final ServerNames names = new ServerNames();

  @Test
  void aPlainNameStaysAsItIs() {
    assertThat(names.of("qwen-2.5_72b")).isEqualTo("qwen-2.5_72b");
  }

  @Test
  void everyOtherCharacterIsReplaced() {
    assertThat(names.of("a b.c")).isEqualTo("a_b.c");
    assertThat(names.of("a b.c/ü")).isEqualTo("a_b.c__");
    assertThat(names.of("\t\"$(x)\n")).matches("[A-Za-z0-9._-]+");
  }

  @Test
  void noTwoProvidersShareAName() {
    assertThat(names.of("a b")).isEqualTo("a_b");
    assertThat(names.of("a/b")).isEqualTo("a_b-2");
    assertThat(names.of("a_b")).isEqualTo("a_b-3");
    assertThat(names.of("a_b-2")).isEqualTo("a_b-2-2");
    assertThat(names.of("a/b")).as("asked again").isEqualTo("a_b-2");
  }

  @Test
  void aLongNameIsCutAndStillUnique() {
    assertThat(names.of("é".repeat(500))).hasSize(100);
    assertThat(names.of("é".repeat(501))).hasSizeBetween(101, 128);
  }
}
