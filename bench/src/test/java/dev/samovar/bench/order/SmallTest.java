package dev.samovar.bench.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.samovar.cli.simulate.gateway.ReplicaPlan;
import dev.samovar.cli.simulate.scenario.Scenario;
import dev.samovar.cli.simulate.workload.Chat;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SmallTest {
  @TempDir Path folder;

  private Scenario small(String yaml) throws IOException {
    return Small.of(Scenarios.read(folder, yaml), 60).scenario();
  }

  @Test
  void everyFourthReplicaOfSixteenIsTaken() throws IOException {
    Scenario small =
        small(
            "rate: 12\n"
                + "replicas:\n"
                + "  - count: 7\n"
                + "  - { count: 1, failsFrom: 300s, failsUntil: 600s }\n"
                + "  - { count: 8, speed: 0.5 }\n"
                + "workload: { kind: independent }\n");

    assertThat(small.fleet().replicas())
        .extracting(ReplicaPlan::speed)
        .containsExactly(1., 1., .5, .5);
    assertThat(small.fleet().replicas().get(1))
        .isEqualTo(new ReplicaPlan(1, 0, 30_000_000, 60_000_000));
    assertThat(small.fleet().replicas().get(0)).isEqualTo(ReplicaPlan.steady(1));
  }

  @Test
  void aRateIsSharedOutBySpeed() throws IOException {
    Scenario small =
        small(
            "rate: 12\n"
                + "replicas: [{ count: 8 }, { count: 8, speed: 0.5 }]\n"
                + "workload: { kind: independent }\n");

    assertThat(small.rate()).isEqualTo(3);
  }

  @Test
  void aLoadIsAShareOfWhatTheSmallFleetSustains() throws IOException {
    String rest = "replicas: [{ count: 8 }]\nduration: 60s\nworkload: { kind: independent }\n";

    double half = small("load: 40%\n" + rest).rate();
    double whole = small("load: 80%\n" + rest).rate();

    assertThat(whole / half).isCloseTo(2, within(1e-9));
    assertThat(whole).isBetween(5., 60.);
  }

  @Test
  void allTimesAreShorterByOneFactor() throws IOException {
    Scenario small =
        small(
            "rate: 12\n"
                + "duration: 600s\n"
                + "warmup: 60s\n"
                + "replicas: [{ count: 16 }]\n"
                + "gateways: { count: 4, workers: 2, retries: 1 }\n"
                + "workload: { kind: chat, think: 15s, burst: { every: 60s, lasts: 10s } }\n");

    assertThat(small.duration()).isEqualTo(60_000_000);
    assertThat(small.warmup()).isEqualTo(6_000_000);
    Chat chat = (Chat) small.workload();
    assertThat(chat.thinkSeconds()).isCloseTo(1.5, within(1e-9));
    assertThat(chat.output().mean()).isEqualTo(50);
    assertThat(chat.output().most()).isEqualTo(512);
    assertThat(chat.user().mean()).isEqualTo(150);
    assertThat(chat.burst().everyMicros()).isEqualTo(6_000_000);
    assertThat(chat.burst().lastsMicros()).isEqualTo(1_000_000);
    assertThat(small.fleet().gateways()).isEqualTo(2);
    assertThat(small.fleet().workers()).isEqualTo(1);
    assertThat(small.fleet().attempts()).isEqualTo(2);
  }

  @Test
  void whatRealEnginesCannotDoIsRefused() {
    assertThatThrownBy(
            () ->
                small("rate: 1\nreplicas: [{ count: 2 }]\nworkload: { kind: chat, adapters: 3 }\n"))
        .isInstanceOf(OrderException.class)
        .hasMessageContaining("workload.adapters");
    assertThatThrownBy(
            () ->
                small(
                    "rate: 1\nreplicas: [{ count: 2 }, { joins: 9s }]\n"
                        + "workload: { kind: chat }\n"))
        .isInstanceOf(OrderException.class)
        .hasMessageContaining("replicas");
  }
}
