package dev.samovar.hostsim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.samovar.hostsim.junit.FilterTest;
import dev.samovar.hostsim.junit.Guest;
import dev.samovar.hostsim.probe.Probe;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What is not one stream's: time, workers, shared state, configuration, placements, failures.
 * Longer than most files because these meet in the same simulators.
 */
@Guest(filter = Probe.class, wasm = "target/probe.wasm")
class ProxyTest {

  private static long count(HostSim sim, String line) {
    return Lines.of(sim).stream().filter(line::equals).count();
  }

  @FilterTest
  void ticksComeWithTime(HostSimBuilder builder) {
    try (HostSim sim = builder.configuration("name=a;cfg=tick 100;tick=put k v 0").build()) {
      assertThat(sim.now()).isEqualTo(Instant.parse("2026-01-01T00:00:00Z"));
      sim.advance(Duration.ofMillis(99));
      assertThat(count(sim, "root1 tick a")).isZero();
      sim.advance(Duration.ofMillis(1));
      assertThat(count(sim, "root1 tick a")).isEqualTo(1);
      sim.advance(Duration.ofMillis(150));
      assertThat(count(sim, "root1 tick a")).isEqualTo(2);
      assertThat(sim.sharedData("k")).isEqualTo("v".getBytes(StandardCharsets.UTF_8));
    }
  }

  @FilterTest
  void calloutsOfATickAreAnswered(HostSimBuilder builder) {
    try (HostSim sim =
        builder
            .configuration("name=a;cfg=tick 50;tick=call agent /t 1000")
            .onCallout("agent", call -> Answer.json("x").after(Duration.ofMillis(20)))
            .build()) {
      sim.advance(Duration.ofMillis(69));
      assertThat(Lines.of(sim)).noneMatch(line -> line.startsWith("answer"));
      sim.advance(Duration.ofMillis(1));
      assertThat(Lines.of(sim)).contains("answer headers 200 1 0 x");
    }
  }

  @FilterTest
  void everyWorkerAndTheMainThreadTick(HostSimBuilder builder) {
    try (HostSim sim = builder.workers(3).configuration("name=a;cfg=tick 100;tick=log t").build()) {
      sim.advance(Duration.ofMillis(100));
      assertThat(count(sim, "root1 tick a")).isEqualTo(4);
      assertThat(sim.workers()).hasSize(4);
    }
  }

  @FilterTest
  void workersShareDataAndMetrics(HostSimBuilder builder) {
    try (HostSim sim = builder.workers(2).build()) {
      sim.worker(1).request("GET", "/", "x-script", "rh=put k v 0,count c 2").send();
      sim.worker(2).request("GET", "/", "x-script", "rh=fetch k,count c 3").send();
      assertThat(Lines.of(sim)).contains("fetch k -> v");
      assertThat(sim.metric("c")).isEqualTo(5);
    }
  }

  @FilterTest
  void staleVersionIsRefused(HostSimBuilder builder) {
    try (HostSim sim = builder.build()) {
      sim.request("GET", "/", "x-script", "rh=put k a 0,cas k b,put k c 99").send();
      assertThat(Lines.of(sim)).contains("cas k b -> OK", "put k c 99 -> CAS_MISMATCH");
    }
  }

  @FilterTest
  void queueTellsTheLastThatRegistered(HostSimBuilder builder) {
    try (HostSim sim = builder.workers(2).configuration("cfg=register q").build()) {
      sim.worker(1).request("GET", "/", "x-script", "rh=enqueue q hello,enqueue none x").send();
      assertThat(Lines.of(sim)).contains("enqueue none x -> none");
      assertThat(count(sim, "queue hello")).isEqualTo(1);
    }
  }

  @FilterTest
  void metricsKeepTheirKinds(HostSimBuilder builder) {
    try (HostSim sim = builder.build()) {
      String script = "rh=count c 1,count c 4,gauge g 7,gauge g 3,histogram h 5,histogram h 6";
      sim.request("GET", "/", "x-script", script).send();
      assertThat(sim.metric("c")).isEqualTo(5);
      assertThat(sim.metric("g")).isEqualTo(3);
      assertThat(sim.histogram("h")).isEqualTo(List.of(5L, 6L));
      assertThat(sim.metric("none")).isZero();
    }
  }

  @FilterTest
  void refusedConfigurationDoesNotStart(HostSimBuilder builder) {
    assertThatThrownBy(() -> builder.configuration("cfg=refuse").build())
        .isInstanceOf(StartException.class)
        .hasMessageContaining("configuration: the filter refused it");
  }

  @FilterTest
  void reloadMakesANewRootWhileTheOldLivesOn(HostSimBuilder builder) {
    try (HostSim sim = builder.configuration("name=old;cfg=tick 100;tick=log t").build()) {
      Stream before = sim.request("POST", "/", "x-script", "x=y").open();
      assertThat(sim.reload("name=new;cfg=tick 100;tick=log t")).isTrue();
      Stream after = sim.request("POST", "/", "x-script", "x=y").open();
      sim.advance(Duration.ofMillis(100));
      before.data("abc", true);
      after.data("abc", true);
      assertThat(Lines.of(sim))
          .contains("old rb 3 end true", "new rb 3 end true")
          .contains("root1 tick old", "root2 tick new")
          .doesNotContain("root-delete");
      before.reply(200, "");
      assertThat(count(sim, "root-delete")).isEqualTo(1);
      int ticks = (int) count(sim, "root1 tick old");
      sim.advance(Duration.ofMillis(100));
      assertThat(count(sim, "root1 tick old")).isEqualTo(ticks);
    }
  }

  @FilterTest
  void refusedReloadKeepsTheOld(HostSimBuilder builder) {
    try (HostSim sim = builder.configuration("name=old").build()) {
      assertThat(sim.reload("name=new;cfg=refuse")).isFalse();
      sim.request("GET", "/", "x-script", "x=y").send();
      assertThat(Lines.of(sim)).contains("old rh end true").doesNotContain("new rh end true");
    }
  }

  @FilterTest
  void failClosedAnswers503FromThenOn(HostSimBuilder builder) {
    try (HostSim sim = builder.build()) {
      Stream open = sim.request("POST", "/", "x-script", "x=y").open();
      sim.worker(1).trap();
      open.data("abc", true);
      assertThat(open).answeredLocally(503);
      sim.advance(Duration.ofMinutes(1));
      assertThat(sim.request("GET", "/").send()).answeredLocally(503).withBody("");
    }
  }

  @FilterTest
  void failOpenPassesLaterStreams(HostSimBuilder builder) {
    try (HostSim sim = builder.failurePolicy(FailurePolicy.FAIL_OPEN).build()) {
      sim.worker(1).trap();
      assertThat(sim.request("GET", "/", "x-script", "rh=reply 403").send()).reachedUpstream();
    }
  }

  @FilterTest
  void failReloadStartsANewVmAfterTheBackOff(HostSimBuilder builder) {
    try (HostSim sim = builder.failurePolicy(FailurePolicy.FAIL_RELOAD).build()) {
      sim.worker(1).trap();
      assertThat(sim.request("GET", "/").send()).reachedUpstream();
      sim.worker(1).trap();
      assertThat(sim.request("GET", "/").send()).answeredLocally(503);
      sim.advance(Duration.ofMillis(100));
      assertThat(sim.request("GET", "/").send()).reachedUpstream();
      assertThat(sim.traps()).hasSize(2);
    }
  }

  @FilterTest
  void trapCostsTheStreamsOfItsWorkerAlone(HostSimBuilder builder) {
    try (HostSim sim = builder.workers(2).build()) {
      Stream other = sim.worker(2).request("POST", "/", "x-script", "x=y").open();
      sim.worker(1).trap();
      other.data("abc", true);
      assertThat(other).reachedUpstream().withBody("abc");
    }
  }

  @FilterTest
  void attemptsRunTheUpstreamPlacement(HostSimBuilder builder) {
    try (HostSim sim =
        builder
            .configuration("name=in")
            .upstreamConfiguration("name=up")
            .retries(1)
            .endpoints(
                Endpoint.of("10.0.0.1:80", "a").with("samovar", "provider", "one"),
                Endpoint.of("10.0.0.2:80", "b").with("samovar", "provider", "two"))
            .build()) {
      String script =
          "rh=prop upstream.address,prop xds.cluster_name,"
              + "prop xds.upstream_host_metadata.filter_metadata.samovar.provider";
      Stream stream = sim.request("POST", "/", "x-script", script).body("abc").send();
      stream.reply(503, "no");
      assertThat(stream.attempts()).hasSize(2);
      assertThat(stream).isUnanswered();
      stream.reply(200, "yes");
      assertThat(stream).answered(200).withBody("yes").completely();
      assertThat(Lines.of(sim))
          .contains("prop upstream.address -> null")
          .containsSubsequence(
              "prop upstream.address -> 10.0.0.1:80",
              "prop xds.cluster_name -> a",
              "prop xds.upstream_host_metadata.filter_metadata.samovar.provider -> one",
              "up sh 503 end false",
              "up done",
              "prop upstream.address -> 10.0.0.2:80",
              "prop xds.upstream_host_metadata.filter_metadata.samovar.provider -> two",
              "in sh 200 end false");
      assertThat(stream.attempts().get(1).sent().text()).isEqualTo("abc");
    }
  }

  @FilterTest
  void refusedAttemptIsTriedAgainThenAnswered(HostSimBuilder builder) {
    try (HostSim sim = builder.retries(1).build()) {
      Stream stream = sim.request("GET", "/", "x-script", "x=y").send();
      stream.refuse();
      assertThat(stream).isUnanswered();
      stream.refuse();
      assertThat(stream).answeredLocally(503).withBodyContaining("remote connection failure");
    }
  }

  @FilterTest
  void grpcMessagesReachTheRoot(HostSimBuilder builder) {
    try (HostSim sim = builder.configuration("cfg=grpc svc").build()) {
      GrpcCallout call = sim.grpcCallouts().get(0);
      assertThat(call.service()).isEqualTo("pkg.Service");
      assertThat(new String(call.sent().get(0), StandardCharsets.UTF_8)).isEqualTo("svc");
      call.message("pong");
      assertThat(Lines.of(sim)).contains("grpc 5 pong");
    }
  }

  @FilterTest
  void grpcStreamIsClosedWithItsStatus(HostSimBuilder builder) {
    try (HostSim sim = builder.configuration("cfg=grpc-stream svc").build()) {
      GrpcCallout call = sim.grpcCallouts().get(0);
      call.message("one");
      call.close(14, "gone");
      assertThat(Lines.of(sim)).contains("grpc 6 one", "grpc-close 6 14 gone");
      assertThat(call.isPending()).isFalse();
    }
  }

  @FilterTest
  void foreignFunctionsGoBothWays(HostSimBuilder builder) {
    try (HostSim sim =
        builder
            .foreignFunction(
                "double",
                argument -> (text(argument) + text(argument)).getBytes(StandardCharsets.UTF_8))
            .build()) {
      sim.worker(1).foreignFunction(7, "hello".getBytes(StandardCharsets.UTF_8));
      sim.request("GET", "/", "x-script", "rh=foreign double ab,foreign none x").send();
      assertThat(Lines.of(sim))
          .contains("foreign 7 hello", "foreign double ab -> abab", "foreign none x -> null");
    }
  }

  @FilterTest
  void tcpConnectionPassesTheFilter(HostSimBuilder builder) {
    try (HostSim sim = builder.configuration("name=tcp").build()) {
      Connection connection = sim.connect();
      connection.send("ab".getBytes(StandardCharsets.UTF_8), false);
      assertThat(connection.sentUpstream()).isEmpty();
      connection.send("cd".getBytes(StandardCharsets.UTF_8), false);
      connection.answer("xy".getBytes(StandardCharsets.UTF_8), false);
      connection.close();
      assertThat(text(connection.sentUpstream())).isEqualTo("abcd!");
      assertThat(text(connection.sentDownstream())).isEqualTo("xy");
      assertThat(Lines.of(sim)).endsWith("down-close REMOTE", "tcp-done", "tcp-log", "tcp-delete");
    }
  }

  @FilterTest
  void environmentVmConfigurationAndPropertiesAreThere(HostSimBuilder builder) {
    try (HostSim sim =
        builder.vmConfiguration("vmc").plugin("p", "r", "v").property("n1", "node", "id").build()) {
      String script =
          "rh=read vm 0 9,prop plugin_name,prop plugin_root_id,prop plugin_vm_id,prop node.id";
      sim.request("GET", "/", "x-script", script).send();
      assertThat(Lines.of(sim))
          .contains(
              "vm-start 3",
              "read vm 0 9 -> 3 vmc",
              "prop plugin_name -> p",
              "prop plugin_root_id -> r",
              "prop plugin_vm_id -> v",
              "prop node.id -> n1");
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
