package dev.samovar.llmsim.testaid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.samovar.llmsim.engine.SyntheticLoad;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class KnobsJsonTest {
  private static Knobs change(Knobs now, String body) throws KnobsJson.WrongKnobs {
    return KnobsJson.change(now, body.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void changeKeepsWhatItDoesNotName() throws Exception {
    Knobs knobs = change(Knobs.OFF, "{\"slowMs\":500,\"waiting\":7}");
    knobs = change(knobs, "{\"hang\":true,\"waiting\":0}");
    assertThat(knobs.slowMs()).isEqualTo(500);
    assertThat(knobs.hang()).isTrue();
    assertThat(knobs.waiting()).isZero();
    assertThat(change(knobs, "{\"slowMs\":null,\"hang\":null,\"waiting\":null}"))
        .isEqualTo(Knobs.OFF);
  }

  @Test
  void failuresAreCountedDown() throws Exception {
    Knobs knobs = change(Knobs.OFF, "{\"failStatus\":502,\"failCount\":2}").afterFailure();
    assertThat(knobs.failStatus()).isEqualTo(502);
    assertThat(knobs.failCount()).isEqualTo(1);
    assertThat(knobs.afterFailure()).isEqualTo(Knobs.OFF);
  }

  @Test
  void statusAloneFailsForEverAndCountAloneFailsWith503() throws Exception {
    Knobs knobs = change(Knobs.OFF, "{\"failStatus\":500}");
    assertThat(knobs.afterFailure()).isEqualTo(knobs);
    assertThat(change(Knobs.OFF, "{\"failCount\":1}").failStatus()).isEqualTo(503);
    assertThat(change(knobs, "{\"failCount\":0}")).isEqualTo(Knobs.OFF);
    assertThat(change(knobs, "{\"failStatus\":null}")).isEqualTo(Knobs.OFF);
  }

  @Test
  void everyWrongFieldIsNamed() {
    assertThatThrownBy(
            () -> change(Knobs.OFF, "{\"failStatus\":200,\"hang\":1,\"running\":-1,\"slow\":1}"))
        .hasMessageContaining("failStatus: expected a whole number from 400 to 599")
        .hasMessageContaining("hang: expected true, false or null")
        .hasMessageContaining("running: expected")
        .hasMessageContaining("slow: no such knob");
    for (String body : new String[] {"", "[]", "{", "{\"hang\":true,\"hang\":true}", "{} {}"}) {
      assertThatThrownBy(() -> change(Knobs.OFF, body)).hasMessageStartingWith("body: ");
    }
    assertThatThrownBy(() -> change(Knobs.OFF, "{\"slowMs\":[1,{}],\"waiting\":1e3}"))
        .hasMessageContaining("slowMs: ")
        .hasMessageContaining("waiting: ");
  }

  @Test
  void knobsAreWrittenAsTheyAreRead() throws Exception {
    Knobs knobs =
        new Knobs(
            1, 503, 4, true, true, true, true, 7, 3, new SyntheticLoad.Order(20, 60, 100, 50));
    assertThat(KnobsJson.change(Knobs.OFF, KnobsJson.write(knobs))).isEqualTo(knobs);
    assertThat(KnobsJson.change(knobs, KnobsJson.write(Knobs.OFF))).isEqualTo(Knobs.OFF);
  }
}
