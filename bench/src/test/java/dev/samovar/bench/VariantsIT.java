package dev.samovar.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.samovar.bench.RunningVariant.Surroundings;
import dev.samovar.envoy.EnvoyBinary;
import dev.samovar.envoy.EnvoyProcess;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The variants that need no toolchain run on a real Envoy; nothing is measured. */
class VariantsIT {

  @TempDir static Path directory;

  private static Surroundings around;

  @BeforeAll
  static void startUpstream() {
    EnvoyBinary binary = EnvoyBinary.find();
    Path root = EnvoyBinary.projectRoot();
    around =
        new Surroundings(
            binary,
            directory,
            root.resolve("filter/plugin/target/samovar.wasm"),
            new Peers(root.resolve("bench/peers"), directory, Map.of(), line -> {}),
            Upstream.start(binary, directory));
  }

  @AfterAll
  static void stopUpstream() {
    around.upstream().close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "buffer", "lua", "samovar-512"})
  void variantPassesRequestsOn(String name) throws Exception {
    Workload workload = Workload.named(List.of("64k")).get(0);
    try (RunningVariant running = start(name, false)) {
      HttpResponse<String> answer = send(running.port(), workload);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).contains("chat.completion");
      assertThat(running.cpuMicros()).isPositive();
      assertThat(running.residentKib()).isPositive();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "lua",
        "samovar",
        "samovar-request",
        "samovar-headers",
        "samovar-guide",
        "samovar-shipped",
        "samovar-idle",
        "policy-least-load",
        "policy-llm-d-prefix"
      })
  void variantDoesWhatItIsMeasuredFor(String name) {
    try (RunningVariant running = start(name, false)) {
      new VariantCheck(running.variant(), around).check(running, false);
    }
  }

  @Test
  void variantThatDoesNothingIsRefused() {
    Variant plain = Variant.named(List.of("plain")).get(0);
    Variant named =
        new Variant(
            "lua", Variant.Kind.LUA, "", 0, plain.settings(), List.of(), List.of(), "it is plain");
    try (RunningVariant running = start("plain", false)) {
      assertThatThrownBy(() -> new VariantCheck(named, around, 500).check(running, false))
          .isInstanceOf(BenchException.class)
          .hasMessage("no header x-selected-provider");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "samovar", "samovar-inspect"})
  void noEventIsHeldBack(String name) {
    Variant variant = Variant.named(List.of(name)).get(0);
    EventByEvent.Passed passed = new VariantCheck(variant, around).checkEvents();
    assertThat(passed.events()).isEqualTo(100);
    assertThat(passed.segments()).isGreaterThan(500);
    assertThat(passed.kept() > 0).isEqualTo(variant.restores());
  }

  @Test
  void proxyThatCollectsTheAnswerIsFoundToHoldEventsBack() {
    Path where = directory.resolve("collecting");
    try (EventByEvent server = EventByEvent.start(1500)) {
      BareProxy.to(server.port()).lua("function envoy_on_response(h) h:body() end").write(where);
      try (EnvoyProcess envoy =
          EnvoyProcess.start(around.binary(), where, 1, Duration.ofSeconds(90))) {
        assertThatThrownBy(() -> server.pass(envoy.listen().port(), 3, false))
            .isInstanceOf(BenchException.class)
            .hasMessageContaining("held back");
      }
    }
  }

  @Test
  void filterTakesTheStandInForTheAgent() throws Exception {
    // An exchange on a machine that stands still is an error; one at three starts is none of that.
    long errors = 1;
    for (int i = 0; i < 3 && errors > 0; i++) {
      try (RunningVariant running = start("samovar", false)) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        String counter = "wasmcustom.samovar.exchange.ok";
        while (running.envoy().admin().stat(counter) < 2 && System.nanoTime() < end) {
          TimeUnit.MILLISECONDS.sleep(50);
        }
        assertThat(running.envoy().admin().stat(counter)).isGreaterThanOrEqualTo(2);
        errors = running.envoy().admin().stat("wasmcustom.samovar.exchange.error");
      }
    }
    assertThat(errors).isZero();
  }

  @Test
  void answerStreamsThroughTheFilter() throws Exception {
    try (RunningVariant running = start("samovar", true)) {
      long before = around.upstream().events();
      String body = send(running.port(), Workload.named(List.of("stream")).get(0)).body();
      assertThat(body).endsWith("data: [DONE]\n\n");
      assertThat(around.upstream().events() - before).isEqualTo(500);
    }
  }

  private static RunningVariant start(String name, boolean streams) {
    return RunningVariant.start(
        Variant.named(List.of(name)).get(0),
        around,
        RunningVariant.Setup.measured(around.upstream(), streams));
  }

  private static HttpResponse<String> send(int port, Workload workload) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + workload.path()))
                .version(HttpClient.Version.HTTP_1_1)
                .timeout(Duration.ofSeconds(90))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(workload.body(0)))
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }
}
