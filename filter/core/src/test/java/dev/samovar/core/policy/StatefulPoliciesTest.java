package dev.samovar.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.core.fleet.Endpoint;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StatefulPoliciesTest {

  @Test
  void eachHasItsTurn() {
    Scene scene = new Scene("|||");
    Policy policy = Policies.create("round-robin", null);
    List<Integer> turns = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      turns.add(scene.choose(policy, i));
    }
    assertThat(turns.subList(0, 4)).containsExactlyInAnyOrder(0, 1, 2, 3);
    assertThat(turns.subList(4, 8)).isEqualTo(turns.subList(0, 4));
    assertThat(turns.subList(8, 12)).isEqualTo(turns.subList(0, 4));
  }

  @Test
  void oneThatComesNewHasOneTurnAndNoFlood() {
    Scene scene = new Scene("||");
    Policy policy = Policies.create("round-robin", null);
    for (int i = 0; i < 100; i++) {
      scene.choose(policy, i);
    }
    scene.among.add(new Endpoint("p", "10.0.0.9:8000", 9), 1);
    List<Integer> turns = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      turns.add(scene.choose(policy, i));
    }
    assertThat(turns.get(0)).isEqualTo(3);
    assertThat(Collections.frequency(turns, 3)).isEqualTo(2);
  }

  @Test
  void turnsAreKeptForHundredsOfEndpoints() {
    Scene scene = new Scene("|".repeat(299));
    Policy policy = Policies.create("round-robin", null);
    List<Integer> turns = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      turns.add(scene.choose(policy, i));
    }
    assertThat(turns).doesNotHaveDuplicates();
  }

  @Test
  void sharesFollowTheWeightsOfTheProviders() {
    Scene scene =
        new Scene(
            "provider=a weight=1 | provider=b weight=3 | provider=b weight=3 | provider=c weight=4");
    Policy policy = Policies.create("weighted", null);
    int[] counts = new int[4];
    for (int seed = 0; seed < 16_000; seed++) {
      counts[scene.choose(policy, seed)]++;
    }
    assertThat(counts[0]).isBetween(1_850, 2_150);
    assertThat(counts[1]).isBetween(2_800, 3_200);
    assertThat(counts[2]).isBetween(2_800, 3_200);
    assertThat(counts[3]).isBetween(7_700, 8_300);
  }

  @Test
  void aSessionStaysAndMovesOnlyWhereItsEndpointGoes() {
    Policy policy = Policies.create("session", null);
    Random random = new Random(4);
    int moved = 0;
    for (int i = 0; i < 500; i++) {
      long session = random.nextLong() | 1;
      int home = new Scene("||||").demand("session=" + session).choose(policy, i);
      Scene without = new Scene("|||").demand("session=" + session);
      int next = without.choose(policy, i + 7);
      if (home == 4) {
        moved++;
      } else {
        assertThat(next).isEqualTo(home);
      }
    }
    assertThat(moved).isBetween(70, 130);
  }

  @Test
  void anOverloadedEndpointLosesItsSessionsToTheSecondOne() {
    Policy policy = Policies.create("session", null);
    Scene scene = new Scene("running=1|running=1|running=1").demand("session=77");
    int home = scene.choose(policy, 1);
    scene.among.get(home).scraped(Scene.NOW, 0, 50, 0);
    int second = scene.choose(policy, 2);
    assertThat(second).isNotEqualTo(home);
    for (int seed = 0; seed < 20; seed++) {
      assertThat(scene.choose(policy, seed)).isEqualTo(second);
    }
  }

  @Test
  void aBurstSpreadsOverEqualsThoughTheScrapeIsOld() {
    for (String name :
        List.of(
            "expected-wait",
            "least-request",
            "aigw",
            "least-kv-cache",
            "throughput",
            "least-latency")) {
      String one = "waiting=0 running=4 kv=0.3 ttft=0.2 in=50 out=80 age=1000";
      Scene scene = new Scene(String.join("|", Collections.nCopies(4, one))).demand("prompt=1000");
      Policy policy = Policies.create(name, null);
      int[] counts = new int[4];
      for (int i = 0; i < 200; i++) {
        int chosen = scene.choose(policy, i);
        counts[chosen]++;
        scene.among.get(chosen).own().began(1_000, Scene.NOW);
      }
      for (int count : counts) {
        assertThat(count).as(name).isBetween(40, 60);
      }
    }
  }
}
