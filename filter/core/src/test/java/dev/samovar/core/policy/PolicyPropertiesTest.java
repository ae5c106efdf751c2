package dev.samovar.core.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.core.fleet.Endpoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds of every policy, over fleets made of seeds. */
class PolicyPropertiesTest {
  private static final int FLEETS = 120;

  /** Their rule leaves the prefix for the load where that is out of balance, and comes back. */
  private static final Set<String> SWITCHING = Set.of("prefix-cache", "sglang");

  /** They look at no load. */
  private static final Set<String> BLIND =
      Set.of("random", "round-robin", "weighted", "least-load");

  static Stream<String> all() {
    return IntStream.range(0, Policies.count()).mapToObj(Policies::name);
  }

  /** The configured order is least-load's rule for ties. */
  static Stream<String> drawn() {
    return all().filter(name -> !name.equals("least-load"));
  }

  static Stream<String> steady() {
    return all().filter(name -> !SWITCHING.contains(name));
  }

  static Stream<String> loadAware() {
    return all().filter(name -> !BLIND.contains(name));
  }

  private static double[] score(Policy policy, RandomFleet fleet, long seed) {
    Draw draw = new Draw();
    draw.seed(seed);
    policy.score(fleet.among, fleet.demand, draw);
    double[] out = new double[fleet.among.count()];
    for (int i = 0; i < out.length; i++) {
      out[i] = fleet.among.cost(i);
    }
    return out;
  }

  private static Policy create(String name) {
    return Policies.create(name, null);
  }

  @ParameterizedTest
  @MethodSource("all")
  void noCostIsNotANumberAndEveryRankingIsWhole(String name) {
    Ranking ranking = new Ranking();
    Draw draw = new Draw();
    RandomFleet fleet = new RandomFleet();
    Policy policy = create(name);
    for (int seed = 0; seed < FLEETS; seed++) {
      fleet.make(seed);
      draw.seed(seed);
      double width = policy.score(fleet.among, fleet.demand, draw);
      assertThat(width).isNotNaN();
      for (int i = 0; i < fleet.among.count(); i++) {
        assertThat(fleet.among.cost(i)).isNotNaN();
      }
      ranking.rank(fleet.among, width, draw, 5);
      List<Integer> order = new ArrayList<>();
      for (int i = 0; i < ranking.count(); i++) {
        order.add(ranking.get(i));
      }
      assertThat(order).hasSize(Math.min(5, fleet.among.count())).doesNotHaveDuplicates();
    }
  }

  @ParameterizedTest
  @MethodSource("drawn")
  void theOrderOfTheCandidatesDoesNotMatter(String name) {
    Draw draw = new Draw();
    Ranking ranking = new Ranking();
    Candidates turned = new Candidates();
    RandomFleet fleet = new RandomFleet();
    for (int seed = 0; seed < FLEETS; seed++) {
      fleet.make(seed);
      Candidates among = fleet.among;
      turned.begin(among.now());
      turned.freshness(1_000, 10_000);
      turned.trust(among.trust());
      List<Integer> order = new ArrayList<>(IntStream.range(0, among.count()).boxed().toList());
      java.util.Collections.shuffle(order, new Random(seed));
      for (int k = 0; k < order.size(); k++) {
        turned.add(among.get(order.get(k)), among.weight(order.get(k)));
        turned.hit(k, among.hit(order.get(k)));
      }
      assertThat(ranked(create(name), turned, fleet.demand, draw, ranking, seed))
          .as("seed " + seed)
          .isEqualTo(ranked(create(name), among, fleet.demand, draw, ranking, seed));
    }
  }

  private static List<Endpoint> ranked(
      Policy policy, Candidates among, Demand demand, Draw draw, Ranking ranking, long seed) {
    draw.seed(seed);
    double width = policy.score(among, demand, draw);
    ranking.rank(among, width, draw, 4);
    List<Endpoint> out = new ArrayList<>();
    for (int i = 0; i < ranking.count(); i++) {
      out.add(among.get(ranking.get(i)));
    }
    return out;
  }

  @ParameterizedTest
  @MethodSource("steady")
  void moreLoadNeverLowersACost(String name) {
    RandomFleet fleet = new RandomFleet();
    Random random = new Random(1);
    for (int seed = 0; seed < FLEETS; seed++) {
      int i = random.nextInt(fleet.make(seed).among.count());
      double before = score(create(name), fleet, seed)[i];
      Endpoint endpoint = fleet.among.get(i);
      for (int kind = 0; kind < 4; kind++) {
        fleet.make(seed);
        endpoint = fleet.among.get(i);
        double waiting = endpoint.waiting();
        double running = endpoint.running();
        double usage = endpoint.kvUsage();
        int by = 1 + random.nextInt(40);
        switch (kind) {
          case 0 -> endpoint.scraped(endpoint.scrapedAt(), waiting + by, running, usage);
          case 1 -> endpoint.scraped(endpoint.scrapedAt(), waiting, running + by, usage);
          case 2 -> endpoint.scraped(endpoint.scrapedAt(), waiting, running, usage + 0.1);
          default ->
              endpoint.others(
                  endpoint.othersInFlight() + by,
                  endpoint.othersPending() + 100L * by,
                  endpoint.fleetAt());
        }
        assertThat(score(create(name), fleet, seed)[i])
            .as("seed " + seed + ", kind " + kind)
            .isGreaterThanOrEqualTo(before);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("steady")
  void aRequestSentNeverLowersACost(String name) {
    RandomFleet fleet = new RandomFleet();
    Random random = new Random(2);
    for (int seed = 0; seed < FLEETS; seed++) {
      int i = random.nextInt(fleet.make(seed).among.count());
      double before = score(create(name), fleet, seed)[i];
      Endpoint endpoint = fleet.make(seed).among.get(i);
      endpoint.own().began(100_000, fleet.among.now());
      assertThat(score(create(name), fleet, seed)[i])
          .as("seed " + seed)
          .isGreaterThanOrEqualTo(before);
    }
  }

  @ParameterizedTest
  @MethodSource("loadAware")
  void theUnknownNeverBeatsAKnownIdleOne(String name) {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      StringBuilder scene =
          new StringBuilder("waiting=0 running=0 kv=0 ttft=0.01 itl=0.001 in=0 out=0 price=0|");
      for (int i = random.nextInt(6); i > 0; i--) {
        scene.append(
            String.format(
                java.util.Locale.ROOT,
                "|waiting=%d running=%d kv=%.2f ttft=%.2f itl=0.01 in=%d out=%d price=%d",
                random.nextInt(9),
                random.nextInt(60),
                random.nextDouble(),
                0.02 + random.nextDouble(),
                random.nextInt(900),
                random.nextInt(900),
                random.nextInt(9)));
      }
      Scene made = new Scene(scene.toString()).demand("prompt=1000 blocks=15");
      double[] costs = made.costs(everybody(name));
      assertThat(costs[1]).as(scene.toString()).isGreaterThanOrEqualTo(costs[0]);
    }
  }

  /** Without a draw of two beforehand. */
  private static Policy everybody(String name) {
    double[] p = Policies.standard(Policies.find(name));
    if (name.equals("adaptive")) {
      p[3] = 0;
    }
    return Policies.create(
        name.equals("power-of-two") ? "least-request" : name,
        name.equals("power-of-two") ? null : p);
  }

  @ParameterizedTest
  @MethodSource("drawn")
  void equalsAreAllChosenEvenly(String name) {
    int n = 8;
    String endpoint = "waiting=1 running=3 kv=0.4 ttft=0.1 itl=0.01 in=9 out=9 first=0.1 load=3";
    Scene scene = new Scene(String.join("|", java.util.Collections.nCopies(n, endpoint)));
    scene.demand("prompt=900 blocks=14");
    Policy policy = create(name);
    int[] counts = new int[n];
    for (int seed = 0; seed < 4_000; seed++) {
      counts[scene.choose(policy, seed)]++;
    }
    assertThat(Arrays.stream(counts).boxed()).allMatch(count -> count > 400 && count < 600);
  }

  @ParameterizedTest
  @MethodSource("loadAware")
  void aScrapeThatNobodyTrustsIsNoScrape(String name) {
    RandomFleet fleet = new RandomFleet();
    for (int seed = 0; seed < FLEETS; seed++) {
      fleet.make(seed).among.trust(0);
      double[] untrusted = score(create(name), fleet, seed);
      fleet.make(seed).among.trust(0);
      for (int i = 0; i < fleet.among.count(); i++) {
        fleet.among.get(i).unknown();
      }
      assertThat(score(create(name), fleet, seed)).as("seed " + seed).isEqualTo(untrusted);
    }
  }

  @Test
  void nobodyIsChosenOfNobody() {
    Candidates none = new Candidates();
    none.begin(Scene.NOW);
    Draw draw = new Draw();
    Ranking ranking = new Ranking();
    all()
        .forEach(
            name -> {
              Demand demand = new Demand();
              demand.session = 3;
              demand.userTurns = 3;
              double width = create(name).score(none, demand, draw);
              assertThat(width).as(name).isNotNaN();
              ranking.rank(none, width, draw, 3);
              assertThat(ranking.count()).isZero();
            });
  }
}
