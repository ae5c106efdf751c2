package dev.samovar.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SoakVerdictTest {

  private static final Pauses SHORT = new Pauses(10, 2000, 493);

  @Test
  void fewLinesTellNothing() {
    assertThat(SoakVerdict.of(lines(3, 0, 0, SHORT)))
        .containsExactly("too few lines to tell whether anything grows; send more requests");
  }

  @Test
  void everythingThatStaysIsSaidToStay() {
    List<String> verdicts = SoakVerdict.of(lines(8, 0, 0, SHORT));
    assertThat(verdicts).hasSize(4);
    assertThat(verdicts.get(0)).startsWith("memory: no growth; without the guests' 100.0 MB");
    assertThat(verdicts.get(1)).startsWith("guest: no growth; 1 VMs of 17.00 MB");
    assertThat(verdicts.get(2)).endsWith("+500 (+500 to +500) us: below 2 ms");
    assertThat(verdicts.get(3))
        .isEqualTo("collector: 10 collections, 200 us on average, the longest 493 us: below 2 ms");
  }

  @Test
  void memoryThatGoesOnGrowingIsFound() {
    assertThat(SoakVerdict.of(lines(40, 1, 0, SHORT)).get(0)).startsWith("memory: GROWS");
    assertThat(SoakVerdict.of(lines(40, 0, 1, SHORT)).get(1)).startsWith("guest: GROWS");
  }

  @Test
  void heapThatIsTouchedForTheFirstTimeIsNoGrowth() {
    List<SoakLine> lines = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      lines.add(line(102_400 + 1000 + 300 * i, new GuestMemory(1, 17_408, 17_408, 1000 + 300 * i)));
    }
    assertThat(SoakVerdict.of(lines).get(0)).startsWith("memory: no growth");
  }

  @Test
  void modulesThatDoNotCountAreSaidWithWhatDoes() {
    assertThat(SoakVerdict.of(lines(4, 0, 0, null)).get(3)).contains("-Ppauses");
  }

  @Test
  void longPauseIsFound() {
    assertThat(SoakVerdict.of(lines(4, 0, 0, new Pauses(1, 2001, 2001))).get(3))
        .endsWith("ABOVE 2 ms");
  }

  @Test
  void noiseLargerThanTheBoundIsSaid() {
    List<SoakLine> lines = new ArrayList<>(lines(2, 0, 0, SHORT));
    GuestMemory guests = lines.get(0).guests();
    lines.add(new SoakLine(3, 103_400, guests, 50, load(90_000), load(1000), SHORT));
    lines.add(new SoakLine(4, 103_400, guests, 50, load(1000), load(90_000), SHORT));
    assertThat(SoakVerdict.of(lines).get(2)).endsWith("the noise is larger than 2 ms");
  }

  @Test
  void guestsAreNotFoundWhereTheMappingsAreOthers() {
    List<SoakLine> lines = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      lines.add(line(1000, new GuestMemory(0, 0, 0, 0)));
    }
    assertThat(SoakVerdict.of(lines).get(1)).contains("was not found");
  }

  @Test
  void lineShowsWhatItHas() {
    SoakLine line = lines(1, 0, 0, null).get(0);
    assertThat(line.text().length()).isEqualTo(SoakLine.HEAD.length());
    assertThat(line.text()).contains("100.0 MB", "17.00 MB", "1500");
    assertThat(line.json().get("guestsResidentBytes").asLong()).isEqualTo(1000 * 1024);
    assertThat(line.json().has("collections")).isFalse();
  }

  private static List<SoakLine> lines(int count, int grows, int guestGrows, Pauses pauses) {
    List<SoakLine> out = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long guest = 17_408 + 64L * guestGrows * i;
      out.add(
          new SoakLine(
              1000L * (i + 1),
              102_400 + 1000 + 100L * grows * i,
              new GuestMemory(1, guest, guest, 1000),
              50,
              load(1500),
              load(1000),
              pauses));
    }
    return out;
  }

  private static SoakLine line(long residentKib, GuestMemory guests) {
    return new SoakLine(1000, residentKib, guests, 50, load(1500), load(1000), SHORT);
  }

  private static Wrk.Load load(double p999) {
    return new Wrk.Load(1000, 1_000_000, 0, 500, 900, p999);
  }
}
