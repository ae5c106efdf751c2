package dev.samovar.cli.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.cli.simulate.engine.EngineModel;
import dev.samovar.cli.simulate.gateway.Contestant;
import dev.samovar.cli.simulate.gateway.Contestants;
import dev.samovar.cli.simulate.gateway.ReplicaPlan;
import dev.samovar.cli.simulate.workload.Burst;
import dev.samovar.cli.simulate.workload.Chat;
import dev.samovar.cli.simulate.workload.Independent;
import dev.samovar.cli.simulate.workload.Request;
import dev.samovar.cli.simulate.workload.Tokens;
import dev.samovar.cli.simulate.workload.Workload;
import dev.samovar.cli.simulate.workload.WorkloadModel;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SimulationTest {
  private static final long SECOND = 1_000_000;
  private static final EngineModel ENGINE =
      new EngineModel(8000, 100, 16, 2048, 2048, 16, 2, 100_000, 1);
  private static final Tokens ANSWERS = new Tokens(40, 0.5, 200);
  private static final Chat CHAT =
      new Chat(
          4,
          new Tokens(500, 0.5, 1000),
          4,
          new Tokens(60, 1, 400),
          ANSWERS,
          3,
          4096,
          0,
          Burst.NONE);
  private static final Independent ADAPTERS =
      new Independent(new Tokens(600, 1, 4000), ANSWERS, 6, 0.3, Burst.NONE);

  private static Fleet fleet(int attempts, ReplicaPlan... replicas) {
    return new Fleet(ENGINE, List.of(replicas), 2, 2, attempts, 500, 5_000);
  }

  private static final Fleet FOUR =
      fleet(
          3,
          ReplicaPlan.steady(1),
          ReplicaPlan.steady(1),
          ReplicaPlan.steady(0.5),
          new ReplicaPlan(1, 10 * SECOND, Long.MAX_VALUE, Long.MAX_VALUE));

  private static Outcome run(Fleet fleet, WorkloadModel model, double rate, String name) {
    return run(fleet, model.begin(1, rate, 40 * SECOND), name);
  }

  private static Outcome run(Fleet fleet, Workload workload, String name) {
    return new Simulation(fleet, Contestants.find(name), workload, 5, 5 * SECOND, 40 * SECOND)
        .run();
  }

  static Stream<String> everybody() {
    return Contestants.all().stream().map(Contestant::name);
  }

  @ParameterizedTest
  @MethodSource("everybody")
  void everyRequestEndsOnceWhoeverChooses(String name) {
    Set<Long> open = new HashSet<>();
    Set<Long> ended = new HashSet<>();
    Workload chat = CHAT.begin(1, 12, 40 * SECOND);
    Workload counted =
        new Workload() {
          @Override
          public Request next() {
            Request next = chat.next();
            if (next != null) {
              open.add(next.number());
            }
            return next;
          }

          @Override
          public Request after(Request done, long at, boolean lost) {
            assertThat(open.remove(done.number())).isTrue();
            assertThat(ended.add(done.number())).isTrue();
            assertThat(lost).isFalse();
            Request next = chat.after(done, at, lost);
            if (next != null) {
              open.add(next.number());
            }
            return next;
          }
        };
    Outcome outcome = run(FOUR, counted, name);
    assertThat(open).isEmpty();
    assertThat(outcome.requests()).isBetween(200L, (long) ended.size());
    assertThat(outcome.lost()).isZero();
    assertThat(outcome.ttft().p50()).isPositive().isLessThanOrEqualTo(outcome.ttft().p99());
    assertThat(outcome.endToEnd().p50()).isGreaterThan(outcome.ttft().p50());
  }

  @ParameterizedTest
  @MethodSource("everybody")
  void theSameSeedGivesTheSameOutcome(String name) {
    assertThat(run(FOUR, ADAPTERS, 10, name))
        .usingRecursiveComparison()
        .isEqualTo(run(FOUR, ADAPTERS, 10, name));
  }

  @Test
  void everybodyGetsTheSameRequests() {
    assertThat(everybody().map(name -> run(FOUR, ADAPTERS, 10, name).requests()).distinct())
        .hasSize(1);
  }

  @Test
  void whatCostsMoreThanOthersWaitsLonger() {
    Outcome random = run(FOUR, CHAT, 25, "random");
    Outcome ours = run(FOUR, CHAT, 25, "expected-wait");
    Outcome best = run(FOUR, CHAT, 25, "all-knowing");
    assertThat(ours.regret().mean()).isLessThan(random.regret().mean());
    assertThat(best.regret().mean()).isLessThan(ours.regret().mean());
    assertThat(ours.hitRate()).isGreaterThan(random.hitRate());
    assertThat(ours.ttft().p90()).isLessThan(random.ttft().p90());
  }

  @Test
  void aJoiningReplicaGetsItsShare() {
    assertThat(run(FOUR, ADAPTERS, 15, "expected-wait").shares()[3]).isGreaterThan(0.15);
  }

  @Test
  void whatARefusingReplicaGetsIsLostWithoutRetriesAndRetriedWithThem() {
    ReplicaPlan refuses = new ReplicaPlan(1, 0, 15 * SECOND, 30 * SECOND);
    ReplicaPlan steady = ReplicaPlan.steady(1);
    Outcome lost = run(fleet(1, steady, steady, refuses), ADAPTERS, 10, "least-request");
    assertThat(lost.lost()).isPositive();
    assertThat(lost.retried()).isZero();
    Outcome retried = run(fleet(2, steady, steady, refuses), ADAPTERS, 10, "least-request");
    assertThat(retried.lost()).isZero();
    assertThat(retried.retried()).isPositive();
    Outcome ejected = run(fleet(1, steady, steady, refuses), ADAPTERS, 10, "expected-wait");
    assertThat(ejected.lost()).isPositive().isLessThan(lost.lost() / 2);
  }

  @Test
  void whereNobodyAnswersAllIsLost() {
    ReplicaPlan refuses = new ReplicaPlan(1, 0, 0, Long.MAX_VALUE);
    Outcome outcome = run(fleet(2, refuses), ADAPTERS, 5, "expected-wait");
    assertThat(outcome.lost()).isEqualTo(outcome.requests()).isPositive();
    assertThat(outcome.ttft().p50()).isNaN();
    assertThat(run(fleet(2, refuses), ADAPTERS, 5, "all-knowing").lost())
        .isEqualTo(outcome.requests());
  }

  @Test
  void capacityIsWhereTheBoundBreaks() {
    Fleet one = fleet(1, ReplicaPlan.steady(1));
    Capacity capacity = new Capacity(one, ADAPTERS, 1, 5 * SECOND, 60 * SECOND, 0.05);
    double sustained = capacity.sustained(Contestants.find("random"), 2);
    assertThat(sustained).isBetween(1.0, 20.0);
    assertThat(capacity.sustained(Contestants.find("random"), 0.001)).isLessThan(sustained / 10);
  }

  @Test
  void aRunWithTooManyUnderWayIsGivenUp() {
    Simulation simulation =
        new Simulation(
            fleet(1, ReplicaPlan.steady(1)),
            Contestants.find("random"),
            ADAPTERS.begin(1, 200, 40 * SECOND),
            1,
            0,
            40 * SECOND);
    assertThat(simulation.run(100)).isNull();
  }
}
