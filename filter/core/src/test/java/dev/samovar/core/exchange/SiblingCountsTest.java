package dev.samovar.core.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.core.fleet.Fleet;
import dev.samovar.core.fleet.Own;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SiblingCountsTest {
  private static final long NOW = 1_700_000_000_000L;

  private final Map<String, Fleet> here = new TreeMap<>(Map.of("a", new Fleet(), "b", new Fleet()));
  private final Map<String, Fleet> there =
      new TreeMap<>(Map.of("a", new Fleet(), "b", new Fleet(), "elsewhere", new Fleet()));
  private final SiblingCounts counts = new SiblingCounts();

  private static Own own(Map<String, Fleet> fleets, String fleet, String address) {
    return fleets.get(fleet).endpoint("p", address).own();
  }

  private void round(byte[]... siblings) {
    counts.begin();
    for (byte[] sibling : siblings) {
      assertThat(counts.add(sibling, here, NOW)).isTrue();
    }
    counts.end(NOW);
  }

  @Test
  void whatSiblingsHaveIsAddedUpAtTheSameEndpointOfTheSameFleet() {
    own(here, "a", "x");
    own(here, "b", "x");
    own(here, "a", "idle");
    own(there, "a", "x").began(70, NOW);
    own(there, "a", "x").began(30, NOW);
    own(there, "a", "x").firstToken(70, NOW);
    own(there, "a", "unknown here").began(5, NOW);
    own(there, "elsewhere", "x").began(5, NOW);
    there.get("a").group("p").whole().own().began(9, NOW);
    byte[] told = counts.write(there, NOW);
    round(told, told, counts.write(Map.of(), NOW));
    assertThat(own(here, "a", "x").inFlight()).isEqualTo(4);
    assertThat(own(here, "a", "x").pendingRequests()).isEqualTo(2);
    assertThat(own(here, "a", "x").pendingTokens()).isEqualTo(60);
    assertThat(own(here, "a", "x").mine()).isZero();
    assertThat(own(here, "b", "x").inFlight()).isZero();
    assertThat(own(here, "a", "idle").inFlight()).isZero();
    assertThat(here.get("a").group("p").whole().own().inFlight()).isEqualTo(2);
    round(told);
    assertThat(own(here, "a", "x").inFlight()).isEqualTo(2);
    round();
    assertThat(own(here, "a", "x").inFlight()).isZero();
    assertThat(here.get("a").group("p").whole().own().inFlight()).isZero();
  }

  @Test
  void nothingIsToldTwiceAround() {
    own(there, "a", "x").began(70, NOW);
    own(here, "a", "x").began(1, NOW);
    round(counts.write(there, NOW));
    SiblingCounts next = new SiblingCounts();
    next.begin();
    assertThat(next.add(counts.write(here, NOW), there, NOW)).isTrue();
    next.end(NOW);
    assertThat(own(there, "a", "x").inFlight()).as("its own and the other's own").isEqualTo(2);
  }

  @Test
  void whoeverIsGoneOrWroteSomethingElseHasNothing() {
    own(there, "a", "x").began(70, NOW);
    byte[] told = counts.write(there, NOW);
    own(here, "a", "x");
    counts.begin();
    assertThat(counts.add(told, here, NOW + 10_001)).isFalse();
    assertThat(counts.add(told, here, NOW - 10_001)).isFalse();
    assertThat(counts.add(new byte[0], here, NOW)).isFalse();
    told[0]++;
    assertThat(counts.add(told, here, NOW)).isFalse();
    counts.end(NOW);
    assertThat(own(here, "a", "x").inFlight()).isZero();
  }

  @Test
  void anyBytesAreTakenForWhatTheyAre() {
    own(there, "a", "x").began(70, NOW);
    own(there, "b", "y").began(70, NOW);
    byte[] told = counts.write(there, NOW);
    own(here, "a", "x");
    Random random = new Random(3);
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = java.util.Arrays.copyOf(told, random.nextInt(told.length + 4));
      for (int k = random.nextInt(4); k > 0 && bytes.length > 0; k--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      counts.begin();
      counts.add(bytes, here, NOW);
      counts.end(NOW);
      assertThat(own(here, "a", "x").inFlight()).isNotNegative();
    }
    round();
    assertThat(own(here, "a", "x").inFlight()).isZero();
  }
}
