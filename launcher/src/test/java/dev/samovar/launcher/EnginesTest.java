package dev.samovar.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.samovar.core.policy.Policies;
import dev.samovar.envoy.HostPort;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class EnginesTest {

  private static final Demo.Addresses ADDRESSES =
      new Demo.Addresses(
          HostPort.local(1), HostPort.local(2), HostPort.local(3), Optional.of(HostPort.local(4)));

  @TempDir Path directory;

  @Test
  void eachEngineIsAProviderInTheListsOrder() {
    Engines engines = Engines.parse("triton:1, vllm:2 ,sglang : 1");
    assertThat(engines.all())
        .extracting(Engines.Engine::name)
        .containsExactly("triton-1", "vllm-1", "vllm-2", "sglang-1");
    assertThat(engines.all())
        .extracting(engine -> engine.kind().spelling())
        .containsExactly("triton-trtllm", "vllm", "vllm", "sglang");
    assertThat(engines.find("vllm-2")).isPresent();
    assertThat(engines.find("vllm-3")).isEmpty();
  }

  @Test
  void sixteenOfAKindAreTheMost() {
    assertThat(Engines.parse("vllm:16,sglang:16,triton:16").all()).hasSize(48);
    assertThatThrownBy(() -> Engines.parse("vllm:17")).hasMessageStartingWith("vllm:17: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "vllm",
        "vllm:",
        "vllm:0",
        "vllm:-1",
        "vllm:1.5",
        "vllm:two",
        "vllm:1:2",
        "vllm:99999999999999999999",
        "vllm:٣"
      })
  void aNumberOutOfRangeIsToldWithItsItem(String item) {
    assertThatThrownBy(() -> Engines.parse(item))
        .isInstanceOf(LauncherException.class)
        .hasMessage(item + ": behind the engine comes a number from 1 to 16, such as vllm:2");
  }

  @Test
  void everyErrorOfTheListIsToldAtOnce() {
    assertThatThrownBy(() -> Engines.parse("vlm:2,,sglang:0,triton:1,triton:2,VLLM:x"))
        .message()
        .satisfies(
            message ->
                assertThat(message.lines())
                    .containsExactly(
                        "vlm:2: there is no engine 'vlm'; there are vllm, sglang, triton",
                        "an item is empty; each is an engine and a number, such as vllm:2",
                        "sglang:0: behind the engine comes a number from 1 to 16, such as vllm:2",
                        "triton:2: triton is named twice; give the number of all of them once",
                        "VLLM:x: there is no engine 'VLLM'; there are vllm, sglang, triton",
                        "VLLM:x: behind the engine comes a number from 1 to 16, such as vllm:2"));
  }

  @Test
  void wrongUsageIsToldWithTheFlagAndStartsNothing() {
    StringWriter err = new StringWriter();
    CommandLine line = Main.commandLine().setErr(new PrintWriter(err));
    assertThat(line.execute("up", "--config", "mine.yaml", "--engines", "vlm:1,vllm:0"))
        .isEqualTo(2);
    assertThat(err.toString().lines().limit(3))
        .containsExactly(
            "--engines: not together with --config; leave one of them out",
            "--engines: vlm:1: there is no engine 'vlm'; there are vllm, sglang, triton",
            "--engines: vllm:0: behind the engine comes a number from 1 to 16, such as vllm:2");
    assertThat(line.execute("up", "--engines", "")).isEqualTo(2);
    assertThat(line.execute("up", "--config", "mine.yaml", "--engines", "vllm:1")).isEqualTo(2);
  }

  @Test
  void aPolicyThatRanksMakesTheEnginesOfAKindEndpointsOfOneProvider() throws IOException {
    Engines engines = Engines.parse("vllm:2,triton:1").under("least-request");
    assertThat(engines.servers())
        .containsExactly(
            Map.entry("vllm", List.of("vllm-1", "vllm-2")),
            Map.entry("triton", List.of("triton-1")));
    PluginDocument document = document(engines);
    assertThat(document.isValid()).as(document.problems().toString()).isTrue();
    assertThat(document.providers())
        .extracting("name", "key", "model")
        .containsExactly(tuple("vllm", "vllm", "vllm"), tuple("triton", "triton", "triton"));
    assertThat(
            AgentFile.text(
                ADDRESSES,
                "p:",
                engines,
                Map.of(
                    "vllm-1", HostPort.local(5),
                    "vllm-2", HostPort.local(6),
                    "triton-1", HostPort.local(7))))
        .endsWith(
            """
            providers:
            - name: "vllm"
              key: "vllm"
              engine: vllm
              targets: [{static: ["127.0.0.1:5", "127.0.0.1:6"]}]
            - name: "triton"
              key: "triton"
              engine: triton-trtllm
              targets: [{static: ["127.0.0.1:7"]}]
            """);
  }

  @Test
  void everyPolicyOfTheFilterIsTakenAndNoOther() throws IOException {
    for (int i = 0; i < Policies.count(); i++) {
      Engines engines = Engines.parse("vllm:2").under(Policies.name(i));
      PluginDocument document = document(engines);
      assertThat(document.problems()).as(Policies.name(i)).isEmpty();
      assertThat(document.providers()).hasSize(Policies.name(i).equals("least-load") ? 2 : 1);
    }
    assertThatThrownBy(() -> Engines.NONE.under("best"))
        .hasMessageStartingWith("there is no policy 'best'; there are ")
        .hasMessageContaining("expected-wait");
  }

  @Test
  void thePolicyOfNoEnginesIsRefused() {
    StringWriter err = new StringWriter();
    CommandLine line = Main.commandLine().setErr(new PrintWriter(err));
    assertThat(line.execute("up", "--policy", "random")).isEqualTo(2);
    assertThat(err.toString().lines().limit(1))
        .containsExactly(
            "--policy: only with --engines; a file of your own has its own line policy:");
    assertThat(line.execute("up", "--engines", "vllm:1", "--policy", "best")).isEqualTo(2);
    assertThat(err.toString()).contains("--policy: there is no policy 'best'; there are ");
  }

  @Test
  void whereEndpointsAreRankedTheAnswerersNameIsAskedFor() throws IOException {
    Engines engines = Engines.parse("vllm:2").under("least-request");
    Guidance guidance = new Guidance(ADDRESSES, Optional.empty(), document(engines), "plugin.yaml");
    Map<String, HostPort> servers =
        Map.of("vllm-1", HostPort.local(7), "vllm-2", HostPort.local(8));
    assertThat(String.join("\n", guidance.lines(engines, servers, true)))
        .contains(
            "least-request ranks the engines",
            "-H 'x-samovar-explain: 1'",
            "-H 'routing-strategy: round-robin'",
            "127.0.0.1:7/_sim/knobs",
            "/v1/metrics?keys=vllm'")
        .doesNotContain("The answer holds");
  }

  @Test
  void theFiltersConfigurationIsReadWithoutAProblem() throws IOException {
    PluginDocument document = document("vllm:2,sglang:1,triton:1");
    assertThat(document.problems()).isEmpty();
    assertThat(document.providers())
        .extracting("name", "key", "model")
        .containsExactly(
            tuple("vllm-1", "vllm-1", "vllm-1"),
            tuple("vllm-2", "vllm-2", "vllm-2"),
            tuple("sglang-1", "sglang-1", "sglang-1"),
            tuple("triton-1", "triton-1", "triton-1"));
    assertThat(document.keyPrefix()).isEqualTo("ai_metric:");
  }

  @Test
  void theAgentScrapesEachEngineInItsSpelling() {
    Engines engines = Engines.parse("vllm:1,triton:1");
    Map<String, HostPort> servers =
        Map.of("vllm-1", HostPort.local(5), "triton-1", HostPort.local(6));
    assertThat(AgentFile.text(ADDRESSES, "p:", engines, servers))
        .isEqualTo(
            """
            # Written by ./samovar up.
            listen: "127.0.0.1:3"
            redis:
              uri: "redis://127.0.0.1:4"
              keyPrefix: "p:"
            providers:
            - name: "vllm-1"
              key: "vllm-1"
              engine: vllm
              targets: [{static: ["127.0.0.1:5"]}]
            - name: "triton-1"
              key: "triton-1"
              engine: triton-trtllm
              targets: [{static: ["127.0.0.1:6"]}]
            """);
  }

  @Test
  void withoutEnginesNothingIsScraped() {
    assertThat(AgentFile.text(ADDRESSES, "p:", Engines.NONE, Map.of()))
        .isEqualTo(
            """
            # Written by ./samovar up.
            listen: "127.0.0.1:3"
            redis:
              uri: "redis://127.0.0.1:4"
              keyPrefix: "p:"
            """);
  }

  @Test
  void thePageIsNamedOnlyWhereThereIsOne() throws IOException {
    Engines engines = Engines.parse("sglang:1");
    Guidance guidance =
        new Guidance(ADDRESSES, Optional.empty(), document("sglang:1"), "plugin.yaml");
    Map<String, HostPort> servers = Map.of("sglang-1", HostPort.local(7));
    List<String> with = guidance.lines(engines, servers, true);
    assertThat(with)
        .contains(
            "  live page      http://127.0.0.1:3/",
            "  sglang-1       http://127.0.0.1:7",
            "  curl -X POST http://127.0.0.1:7/_sim/knobs \\");
    List<String> without = guidance.lines(engines, servers, false);
    assertThat(without).hasSize(with.size() - 1).noneMatch(line -> line.contains("live page"));
  }

  private PluginDocument document(String engines) throws IOException {
    return document(Engines.parse(engines));
  }

  private PluginDocument document(Engines engines) throws IOException {
    Path file = directory.resolve("plugin.yaml");
    Files.writeString(file, engines.pluginConfiguration());
    return PluginFile.read(file);
  }
}
