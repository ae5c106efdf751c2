package dev.samovar.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each rule by a set of files that is clean but for one change. */
class LintTest {
  private static final Path DEPLOY = Path.of("..", "deploy");
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String SMALL = "{\"name\": \"small\", \"targets\": [\"llama\"]}";
  private static final String HOLD = "allow_on_headers_stop_iteration: ";
  private static final String SPLIT =
      "subset: v1}, weight: 90}\n    - {destination: {host: qwen, subset: v2}, weight: 10}";

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "demo/plugin.yaml",
        "docker",
        "envoy/cloud",
        "envoy/cluster-header",
        "envoy/discovered",
        "envoy/fleet"
      })
  void ownDeploymentsAreClean(String files) {
    CommandRun run = CommandRun.of("lint", DEPLOY.resolve(files));
    assertThat(run.out()).contains("0 errors, 0 warnings").doesNotContain(" 0 plugin");
    assertThat(run.code()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"envoy agent", "higress", "istio", "istio virtual-service", "gateway"})
  void deploymentsThatMeetAreClean(String files) throws IOException {
    CommandRun run = lint(files, "", "");
    assertThat(run.out()).contains("0 errors, 0 warnings").doesNotContain(" 0 plugin");
    assertThat(run.code()).isZero();
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        mistake("envoy", "exact: qwen}", "exact: qwen2}", "error no-route", "value.providers[0]"),
        mistake("envoy", "exact: llama}", "exact: lama}", "error no-provider", "routes[1].match"),
        mistake("envoy", "X-Selected-Provider", "x-other", "error no-route", "routes[0]"),
        mistake(
            "envoy",
            SMALL + ", {\"name\": \"*\"}",
            "{\"name\": \"*\", \"targets\": [\"qwen\"]}",
            "warning unreachable",
            "providers[1]"),
        mistake(
            "envoy",
            "{\"name\": \"*\"}",
            "{\"name\": \"big\", \"aliases\": [\"small\"]}",
            "error configuration",
            "models[1].aliases"),
        mistake(
            "envoy",
            "[\"llama\"]}",
            "[\"llama\"], \"rules\": 1}",
            "error configuration",
            "models[0]"),
        mistake(
            "envoy",
            SMALL,
            "{\"name\": \"small\", \"rules\": [{\"targets\": [\"llama\"]}, {\"headers\": {\"a\": \"b\"}}]}",
            "warning unreachable",
            "models[0].rules[1]"),
        mistake(
            "envoy",
            "name: llama, weight: 1",
            "name: llama, weight: 0",
            "error weight",
            "weighted_clusters.clusters"),
        mistake(
            "envoy",
            "{\"name\": \"llama\"}",
            "{\"name\": \"llama\", \"weight\": 0}",
            "error weight",
            "models[0].targets"),
        mistake(
            "gateway",
            "{name: llama}]",
            "{name: llama, weight: 0}]",
            "warning weight",
            "providers[1]"),
        mistake(
            "gateway",
            "{name: llama}]",
            "{name: llama}]\n      models: [{name: a, targets: [{provider: llama, weight: 0}, qwen]}]",
            "warning weight",
            "models[0]"),
        mistake(
            "envoy agent",
            "- name: qwen\n    engine",
            "- name: other\n    engine",
            "error metric-key",
            "providers[0]"),
        mistake("gateway", "key: qwen,", "key: qwen_9,", "error metric-key", "config.providers[0]"),
        mistake(
            "envoy agent",
            "redis: {uri",
            "redis: {keyPrefix: \"mine:\", uri",
            "error metric-key",
            "configuration.value"),
        mistake(
            "envoy agent", "interval: 250ms", "interval: 1m", "error staleness", "scrape.interval"),
        mistake(
            "envoy agent",
            "interval: 250ms",
            "interval: 2s",
            "warning staleness",
            "scrape.interval"),
        mistake(
            "envoy",
            "{\"agentToken\"",
            "{\"refreshInterval\": \"20s\", \"agentToken\"",
            "error configuration",
            "value.refreshInterval"),
        mistake(
            "envoy",
            "{\"agentToken\": \"env:AGENT_TOKEN\"",
            "{\"agentToken\": \"abcdef\"",
            "error secret",
            "value.agentToken"),
        mistake(
            "envoy agent",
            "token: \"env:AGENT_TOKEN\"",
            "token: abcdef",
            "error secret",
            "exchange.token"),
        mistake(
            "envoy agent", "redis://redis", "redis://:abcdef@redis", "error secret", "redis.uri"),
        mistake(
            "envoy",
            "{host_env_keys: [AGENT_TOKEN]}",
            "{host_env_keys: [AGENT_TOKEN], key_values: {API_KEY: abcdef}}",
            "error secret",
            "key_values.API_KEY"),
        mistake(
            "envoy",
            "- remove: x-selected-provider",
            "- remove: x-a",
            "error stripping",
            "typed_config"),
        mistake(
            "istio",
            "- remove: x-samovar-cluster",
            "- remove: x-a",
            "error stripping",
            "value.config"),
        mistake(
            "higress",
            "{remove: x-selected-provider}",
            "{remove: x-a}",
            "warning stripping",
            "spec"),
        mistake(
            "gateway",
            "remove: [x-selected-provider, ",
            "remove: [",
            "warning stripping",
            "spec.wasm[0]"),
        mistake("envoy", HOLD + "true", HOLD + "false", "error hold", "typed_config.config"),
        mistake("gateway", "bodyRouting: headers", "policy: random", "error hold", "spec.wasm[0]"),
        mistake(
            "envoy",
            "failure_policy: FAIL_RELOAD",
            "failure_policy: FAIL_OPEN",
            "error fail-reload",
            "typed_config.config"),
        mistake(
            "istio",
            "failure_policy: FAIL_RELOAD",
            "name: samovar",
            "error fail-reload",
            "value.config"),
        mistake("envoy", "{backoff: {base_interval: 0.1s}}", "{}", "warning fail-reload", "config"),
        mistake(
            "envoy",
            "vm_config: *vm",
            "vm_config: {<<: *vm, vm_id: other}",
            "error vm-config",
            "vm_config"),
        mistake(
            "envoy",
            "host_env_keys: [AGENT_TOKEN]",
            "host_env_keys: []",
            "error variable",
            "config"),
        mistake(
            "istio",
            "route: {cluster_header: x-samovar-cluster}",
            "route: {cluster: other}",
            "error cluster-header",
            "configuration.value"),
        mistake(
            "istio",
            "cluster_header: x-samovar-cluster",
            "cluster_header: x-other",
            "error cluster-header",
            "configuration.value"),
        mistake(
            "envoy",
            "exact: qwen}}]\n                route: {cluster: qwen}",
            "exact: qwen}}]\n                route: {cluster_header: x-c}",
            "",
            ""),
        mistake(
            "envoy",
            "override_host_sources: [{header: x-gateway-destination-endpoint}]",
            "{}",
            "error override-host",
            "clusters[1]"),
        mistake("envoy", "type: STATIC", "type: STRICT_DNS", "error override-host", "clusters[1]"),
        mistake(
            "envoy",
            "- name: samovar-agent",
            "- name: other-agent",
            "error agent-cluster",
            "value"),
        mistake("higress", "== minmax", "== maxmin", "error no-provider", "higress.io/destination"),
        mistake("higress", "== minmax", "= minmax", "error unreadable", "higress.io/destination"),
        mistake(
            "higress",
            "llm-qianwen.internal.dns:443 if x-selected-provider == qianwen",
            "",
            "error no-route",
            "spec"),
        mistake("higress", "kind: Ingress", "kind: [Ingress", "error unreadable", ""),
        mistake(
            "istio virtual-service",
            "{exact: qwen}",
            "{exact: gwen}",
            "error no-provider",
            "spec.http[0].match[0].headers.x-selected-provider"),
        mistake(
            "istio virtual-service",
            SPLIT,
            "subset: v1}, weight: 0}",
            "error weight",
            "spec.http[0].route"),
        mistake("gateway", "weight: 3", "weight: 0", "error weight", "spec.rules[1].backendRefs"),
        mistake(
            "gateway",
            "value: qwen}",
            "value: gwen}",
            "error no-provider",
            "matches[0].headers[0]"),
        mistake(
            "gateway",
            "type: RegularExpression, name: x-selected-provider",
            "name: x-model",
            "error no-route",
            "config.providers[1]"));
  }

  private static Arguments mistake(
      String files, String from, String to, String finding, String path) {
    return arguments(files, from, to, finding, path);
  }

  @ParameterizedTest(name = "{0}: {3}: {1} -> {2}")
  @MethodSource("mistakes")
  void eachMistakeIsFoundAtItsPlace(
      String files, String from, String to, String finding, String path) throws IOException {
    JsonNode findings = JSON.readTree(lint(files, from, to, "--json").out());
    if (finding.isEmpty()) {
      assertThat(findings).isEmpty();
      return;
    }
    List<String> found = new ArrayList<>();
    for (JsonNode f : findings) {
      found.add(f.path("level").asText() + " " + f.path("rule").asText());
      assertThat(f.path("problem").asText()).doesNotContain("abcdef");
    }
    assertThat(found).as(findings.toPrettyString()).contains(finding);
    JsonNode first = findings.get(found.indexOf(finding));
    assertThat(first.path("path").asText()).contains(path);
    assertThat(first.path("file").asText()).startsWith(folder.toString());
    int code = found.stream().anyMatch(f -> f.startsWith("error")) ? 1 : 0;
    assertThat(lint(files, from, to).code()).isEqualTo(code);
  }

  @Test
  void goFilterOfTheIstioGuideIsToldWhatItLacks() throws IOException {
    CommandRun run = lint("istio-llm-filter", "", "");
    assertThat(run.out())
        .contains("[cluster-header]", "[stripping]", "[go-filter]", "3 errors, 0 warnings");
    assertThat(run.code()).isEqualTo(1);
  }

  @Test
  void whereProvidersAreChosenAsAWholeNoRankingIsRead() throws IOException {
    String unread = resource("envoy").replace("{header: x-gateway-destination-endpoint}", "");
    Path file = Files.writeString(folder.resolve("unread.yaml"), unread);
    assertThat(CommandRun.of("lint", file).out()).contains("[override-host]");
    String whole = unread.replace("{\"agentToken\"", "{\"policy\": \"least-load\", \"agentToken\"");
    Files.writeString(file, whole);
    assertThat(CommandRun.of("lint", file).out()).contains("0 errors, 0 warnings");
  }

  @Test
  void theHigressGuidesFilesMeet() throws IOException {
    assertThat(lint("higress-plugin higress-ingress", "", "").out())
        .contains("2 files, 1 plugin configuration: 0 errors, 0 warnings");
    assertThat(lint("higress-plugin higress-ingress", "\"minmax\"", "\"minimax\"").out())
        .contains("[no-route]", "[no-provider]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"llmproxy", "aibrix", "ai-gateway"})
  void whatIsNotOursIsPassedOver(String file) throws IOException {
    assertThat(lint(file, "", "").out()).contains("0 plugin configurations: 0 errors, 0 warnings");
  }

  @Test
  void everyFileThatCannotBeReadIsNamed() throws IOException {
    Path bad = Files.writeString(folder.resolve("bad.yaml"), "a: [1\n");
    Path twice = Files.writeString(folder.resolve("twice.yaml"), "a: 1\na: 2\n");
    Path bytes = Files.write(folder.resolve("bytes.yaml"), new byte[] {(byte) 0xff, 1});
    Path deep = Files.writeString(folder.resolve("deep.json"), "[".repeat(100_000));
    Path empty = Files.writeString(folder.resolve("empty.yaml"), "");
    CommandRun run =
        CommandRun.of("lint", bad, twice, bytes, deep, empty, folder.resolve("gone.yaml"));
    assertThat(run.code()).isEqualTo(1);
    assertThat(run.out())
        .contains(
            "bad.yaml:",
            "the key a stands twice",
            "bytes.yaml: is not UTF-8",
            "nested deeper than 200",
            "gone.yaml: no such file",
            "5 errors");
  }

  @Test
  void aliasesThatGrowAreStopped() throws IOException {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x]\n");
    for (int i = 1; i < 40; i++) {
      bomb.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
    }
    Path file = Files.writeString(folder.resolve("bomb.yaml"), bomb);
    assertThat(CommandRun.of("lint", file).out()).contains("holds more than 1000000 values");
  }

  @Test
  void theDocumentNamesEveryRuleThatAMistakeShows() throws IOException {
    Set<String> shown = new TreeSet<>(Set.of("go-filter"));
    mistakes()
        .map(mistake -> (String) mistake.get()[3])
        .filter(finding -> !finding.isEmpty())
        .forEach(finding -> shown.add(finding.substring(finding.indexOf(' ') + 1)));
    String text = Files.readString(Path.of("..", "docs", "tools.md"));
    Set<String> named = new TreeSet<>();
    Matcher row =
        Pattern.compile("(?m)^\\| `([a-z-]+)` \\|")
            .matcher(text.substring(text.indexOf("<!-- rules -->"), text.indexOf("<!-- end -->")));
    while (row.find()) {
      named.add(row.group(1));
    }
    assertThat(named).isEqualTo(shown);
  }

  @Test
  void withoutFilesTheUsageIsWrong() {
    assertThat(CommandRun.of("lint").code()).isEqualTo(2);
    assertThat(CommandRun.of("lint", folder).err()).contains("holds no .yaml");
  }

  /** Lints files of this test, with one change in all of them. */
  private CommandRun lint(String files, String from, String to, String... flags)
      throws IOException {
    List<Object> arguments = new ArrayList<>(List.of("lint"));
    boolean changed = from.isEmpty();
    for (String name : files.split(" ")) {
      String text = resource(name);
      changed |= text.contains(from);
      String written = from.isEmpty() ? text : text.replace(from, to);
      arguments.add(Files.writeString(folder.resolve(name + ".yaml"), written));
    }
    assertThat(changed).as("the files hold %s", from).isTrue();
    arguments.addAll(List.of(flags));
    return CommandRun.of(arguments.toArray());
  }

  private static String resource(String name) throws IOException {
    for (String at : List.of("lint/", "seeds/")) {
      try (InputStream in = LintTest.class.getResourceAsStream(at + name + ".yaml")) {
        if (in != null) {
          return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
      }
    }
    throw new IOException(name + ": no such resource");
  }
}
