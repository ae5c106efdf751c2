package dev.samovar.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.samovar.agent.store.RedisUris;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigReaderTest {
  private final ConfigReader reader = new ConfigReader(Set.of("vllm", "sglang"), RedisUris::check);

  private Loaded read(String yaml) {
    return reader.read("agent.yaml", yaml, Overrides.NONE);
  }

  private List<String> errors(String yaml) {
    return catchThrowableOfType(ConfigException.class, () -> read(yaml)).errors();
  }

  @Test
  void theFileThatUsersStartWithIsRead() {
    AgentConfig config =
        read("""
            listen: 127.0.0.1:10080
            redis: { uri: "redis://127.0.0.1:16379", keyPrefix: "ai_metric:", timeout: 500ms }
            scrape: { interval: 250ms, timeout: 200ms }
            providers:
              - name: qianwen
                key: qwen_1
                engine: vllm
                targets:
                  - static: ["127.0.0.1:8001", "[::1]:8002"]
            """)
            .config();
    assertThat(config.listen()).isEqualTo(new HostPort("127.0.0.1", 10080));
    assertThat(config.redis().orElseThrow().timeout()).isEqualTo(Duration.ofMillis(500));
    assertThat(config.providers())
        .containsExactly(
            new Provider(
                "qianwen",
                "qwen_1",
                "vllm",
                List.of(
                    new TargetGroup(
                        new Discovery.Static(
                            List.of(new HostPort("127.0.0.1", 8001), new HostPort("::1", 8002))),
                        Access.PLAIN)),
                Map.of()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "   \n", "# nothing\n", "{}", "---\n"})
  void anEmptyDocumentIsAllDefaultsInMemory(String yaml) {
    AgentConfig config = read(yaml).config();
    assertThat(config.listen()).hasToString("127.0.0.1:10080");
    assertThat(config.redis()).isEmpty();
    assertThat(config.keyPrefix()).isEqualTo("ai_metric:");
    assertThat(config.scrape())
        .isEqualTo(new ScrapeConfig(Duration.ofMillis(250), Duration.ofMillis(200)));
    assertThat(config.providers()).isEmpty();
  }

  @Test
  void anEmptyRedisMapIsRedisWithDefaults() {
    RedisConfig redis = read("redis: {}").config().redis().orElseThrow();
    assertThat(redis.uri()).hasToString("redis://127.0.0.1:16379");
    assertThat(redis.timeout()).isEqualTo(Duration.ofMillis(500));
    assertThat(redis.cluster()).isFalse();
  }

  @Test
  void targetsAreFoundAndAskedInManyWays(@TempDir Path directory) throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("agent.yaml"),
            """
            providers:
              - name: a
                labels: { zone: z1 }
                targets:
                  - dns: qwen.llm.svc:8000
                    scheme: https
                    path: /own?x=1
                    bearer: env:TOKEN
                    headers: { X-Tenant: blue, X-Api-Key: env:TOKEN }
                  - srv: _http._tcp.qwen
                  - file: targets/*.json
            """);
    ConfigReader with =
        new ConfigReader(Set.of("vllm"), RedisUris::check, Map.of("TOKEN", "s3cret-s3cret"));
    AgentConfig config = with.read(file, Overrides.NONE).config();
    List<TargetGroup> groups = config.providers().get(0).targets();
    assertThat(groups.get(0).access().headers().get("Authorization").reveal())
        .isEqualTo("Bearer s3cret-s3cret");
    assertThat(groups.get(0).access().tls()).isPresent();
    assertThat(groups.get(2).discovery())
        .isEqualTo(new Discovery.Files(directory.resolve("targets"), "*.json"));
    assertThat(config.toString() + Effective.of(config)).doesNotContain("s3cret");
    assertThat(config.secrets()).contains("s3cret-s3cret");
    assertThat(config.providers().get(0).labels()).containsEntry("zone", "z1");
  }

  @Test
  void aSecretInTheFileIsRefusedAndNotRepeated() {
    assertThat(
            errors(
                """
                exchange: { token: "hunter2" }
                agents: { id: "a b", lease: 5 }
                load: { queue: 1, waiting: x }
                engines: { mine: { signals: { waiting: "rate(" , queue: a } }, other: 7 }
                providers:
                  - name: a
                    targets:
                      - { static: ["h:1"], bearer: hunter2, scheme: ftp }
                      - { static: ["h:2"], headers: { Authorization: "Basic hunter2" } }
                      - { static: ["h:3"], headers: { Host: x, "a b": y }, bearer: "env:NOT_SET_X" }
                """))
        .noneMatch(e -> e.contains("hunter2"))
        .anyMatch(e -> e.startsWith("exchange.token: must be env:NAME"))
        .anyMatch(e -> e.startsWith("agents.id: "))
        .anyMatch(e -> e.startsWith("agents.lease: \"5ms\" must be between"))
        .anyMatch(e -> e.startsWith("load.queue: must be one of: waiting, running, kvCacheUsage"))
        .anyMatch(e -> e.startsWith("load.waiting: must be a number"))
        .anyMatch(e -> e.startsWith("engines.mine.signals.waiting: \"rate(\" must be a metric"))
        .anyMatch(e -> e.startsWith("engines.mine.signals.queue: must be one of"))
        .anyMatch(e -> e.startsWith("engines.other: must be a map"))
        .anyMatch(e -> e.startsWith("providers[0].targets[0].bearer: must be env:NAME"))
        .anyMatch(e -> e.startsWith("providers[0].targets[0].scheme: \"ftp\" must be http or"))
        .anyMatch(e -> e.startsWith("providers[0].targets[1].headers.Authorization: must be env"))
        .anyMatch(e -> e.startsWith("providers[0].targets[2].headers.Host: is no name"))
        .anyMatch(e -> e.startsWith("providers[0].targets[2].headers.a b: is no name"))
        .anyMatch(e -> e.contains("targets[2].bearer: env:NOT_SET_X: the variable is not set"))
        .hasSize(14);
  }

  @Test
  void theMetadataCentresOwnVariablesAreRead() {
    ConfigReader with =
        new ConfigReader(
            Set.of("vllm"),
            RedisUris::check,
            Map.of(
                "METADATA_CENTER_ENABLED", "true",
                "METADATA_CENTER_PORT", "8080",
                "METADATA_CENTER_CACHE_ENABLED", "true"));
    Loaded loaded = with.read("agent.yaml", "", Overrides.NONE);
    assertThat(loaded.config().metadataCenter())
        .isEqualTo(new MetadataCenterConfig(true, java.util.OptionalInt.of(8080)));
    assertThat(loaded.warnings()).anyMatch(w -> w.startsWith("METADATA_CENTER_CACHE_ENABLED: "));
    assertThat(with.read("x", "metadataCenter: { enabled: false }", Overrides.NONE).config())
        .extracting(c -> c.metadataCenter().enabled())
        .isEqualTo(false);
    assertThat(errors("metadataCenter: { enabled: yes please, port: 99999 }")).hasSize(2);
  }

  @Test
  void anEngineOfOnesOwnIsAnEngine() {
    AgentConfig config =
        read("""
            engines: { mine: { path: /m, signals: { waiting: [ "q{a=b}", "old" ] } } }
            load: { waiting: 2 }
            providers: [ { name: a, engine: mine, targets: [ { static: ["h:1"] } ] } ]
            """)
            .config();
    assertThat(config.engines().get("mine").wantedNames()).containsExactly("q", "old");
    assertThat(config.load().weights()).hasSize(1);
  }

  @Test
  void jsonIsYamlToo() {
    assertThat(read("{\"listen\":\"[::]:0\"}").config().listen()).hasToString("[::]:0");
  }

  @Test
  void everyErrorIsToldAtOnceWithItsPath() {
    assertThat(
            errors(
                """
                listen: 10080
                redis: { uri: "http://x:pw@y", timeout: 500.5, cluster: "true", keyPrefix: "" }
                scrape: { interval: 1ms, timeout: "5" }
                providers:
                  - name: a
                    engine: vlm
                    targets: [ { static: ["h:99999", "x", 5, "h:0", "h:1", "h:1"] }, { dns: a }, { kubernetes: {} } ]
                  - { name: a, key: 5 }
                  - { key: a }
                  - 7
                  -
                """))
        .satisfiesExactly(
            e -> assertThat(e).startsWith("listen: must be a text, is the number 10080"),
            e -> assertThat(e).startsWith("redis.cluster: must be true or false"),
            e -> assertThat(e).startsWith("redis.uri: must be a URI such as").doesNotContain("pw"),
            e -> assertThat(e).isEqualTo("redis.keyPrefix: \"\" must not be empty"),
            e -> assertThat(e).startsWith("redis.timeout: must be a whole number of milliseconds"),
            e -> assertThat(e).isEqualTo("scrape.interval: \"1ms\" must be between 10ms and 3600s"),
            e -> assertThat(e).startsWith("scrape.timeout: \"5\" must be a number with a unit"),
            e ->
                assertThat(e)
                    .isEqualTo("providers[0].engine: \"vlm\" must be one of: sglang, vllm"),
            e -> assertThat(e).contains("providers[0].targets[0].static[0]: ", "at most 65535"),
            e -> assertThat(e).contains("providers[0].targets[0].static[1]: ", "host:port"),
            e -> assertThat(e).contains("providers[0].targets[0].static[2]: ", "must be a text"),
            e -> assertThat(e).contains("providers[0].targets[0].static[3]: ", "1 to 65535"),
            e -> assertThat(e).contains("static[5]: \"h:1\" is already at", "static[4]"),
            e -> assertThat(e).contains("providers[0].targets[1].dns: ", "must be host:port"),
            e ->
                assertThat(e)
                    .isEqualTo(
                        "providers[0].targets[2].kubernetes: must have one of: service, selector"),
            e -> assertThat(e).contains("providers[1].key: ", "write \"5\" in quotes"),
            e ->
                assertThat(e)
                    .startsWith("providers[1].name: \"a\" is already at providers[0].name"),
            e -> assertThat(e).startsWith("providers[2].name: is missing"),
            e -> assertThat(e).startsWith("providers[2].key: \"a\" is already at providers[0].key"),
            e -> assertThat(e).startsWith("providers[3]: must be a map, is the number 7"),
            e -> assertThat(e).startsWith("providers[4]: must be a map, is nothing"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[]|(document): must be a map",
        "7|(document): must be a map",
        "redis: x|redis: must be a map",
        "scrape: []|scrape: must be a map",
        "providers: {}|providers: must be a list",
        "providers: [{name: a, targets: 5}]|providers[0].targets: must be a list",
        "providers: [{name: a, targets: [{static: h:1}]}]|providers[0].targets[0].static: must be a list",
        "listen: a b:1|listen: ",
        "listen: ':1'|listen: ",
      })
  void aWrongShapeIsNamed(String yaml, String error) {
    assertThat(errors(yaml)).hasSize(1).allMatch(e -> e.startsWith(error));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a: [", "\"unclosed", "a: b: c", "\tx: 1", "listen: a:1\nlisten: b:1"})
  void aBrokenDocumentIsOneErrorWithItsPlace(String yaml) {
    assertThat(errors(yaml)).hasSize(1).allMatch(e -> e.matches("agent\\.yaml:\\d+:\\d+: .+"));
  }

  @Test
  void anAliasIsRefusedForTheTreeWouldHoldItsMereName() {
    assertThat(errors("listen: &here 127.0.0.1:0\nproviders: [{name: *here}]"))
        .singleElement()
        .asString()
        .matches("agent.yaml:2:\\d+: aliases .*not supported");
  }

  @Test
  void aSecondDocumentIsRefused() {
    assertThat(errors("providers: [{name: a}]\n---\nproviders: [{name: b}]"))
        .singleElement()
        .asString()
        .matches("agent.yaml:3:\\d+: holds a second document; keep one");
  }

  @Test
  void aBrokenDocumentDoesNotShowItsSecret() {
    assertThat(errors("redis: { uri: \"redis://:s3cret@h:1\nlisten: [").get(0))
        .doesNotContain("s3cret");
  }

  @Test
  void unknownFieldsAreWarningsAndTheFiltersFieldsAreKnown() {
    assertThat(
            read("listne: x\nredis: { url: x }\nmodels: {}\npolicy: x\n"
                    + "providers: [ { name: a, model: m, weight: 2, enigne: x } ]")
                .warnings())
        .satisfiesExactly(
            w -> assertThat(w).startsWith("listne: unknown field"),
            w -> assertThat(w).startsWith("redis.url: unknown field"),
            w -> assertThat(w).startsWith("providers[0].enigne: unknown field"));
  }

  @Test
  void twoProvidersMayNotWriteTheSameKey() {
    assertThat(errors("providers: [ { name: y, key: x }, { name: x } ]"))
        .containsExactly(
            "providers[1].key: \"x\" is already at providers[0].key; each must be named once");
  }

  @Test
  void aFlagWinsOverAVariableAndThatOverTheFile() {
    Overrides overrides =
        Overrides.of(
            Map.of(Setting.LISTEN, "flag:1"),
            Map.of(
                "SAMOVAR_AGENT_LISTEN", "variable:1",
                "SAMOVAR_AGENT_REDIS_TIMEOUT", "2s",
                "SAMOVAR_AGENT_REDIS_CLUSTER", "true",
                "SAMOVAR_AGENT_TYPO", "x",
                "PATH", "x"));
    Loaded loaded =
        reader.read("f", "listen: file:1\nredis: { timeout: 1s, cluster: false }", overrides);
    assertThat(loaded.config().listen()).hasToString("flag:1");
    assertThat(loaded.config().redis().orElseThrow().timeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(loaded.config().redis().orElseThrow().cluster()).isTrue();
    assertThat(loaded.warnings()).containsExactly("SAMOVAR_AGENT_TYPO: unknown variable, ignored");
  }

  @Test
  void aWrongOverrideIsNamedByItsOwnName() {
    Overrides overrides =
        Overrides.of(
            Map.of(Setting.SCRAPE_INTERVAL, "soon"),
            Map.of(
                "SAMOVAR_AGENT_REDIS_URI",
                "ftp://bob:s3cret@h",
                "SAMOVAR_AGENT_REDIS_CLUSTER",
                "1"));
    assertThatThrownBy(() -> reader.read("f", "", overrides))
        .hasMessageContaining("--scrape-interval: \"soon\"")
        .hasMessageContaining("SAMOVAR_AGENT_REDIS_URI: must be a URI")
        .hasMessageContaining("SAMOVAR_AGENT_REDIS_CLUSTER: \"1\" must be true or false")
        .hasMessageNotContaining("s3cret");
  }

  @Test
  void aVariableAloneBringsRedis() {
    Overrides overrides =
        Overrides.of(Map.of(), Map.of("SAMOVAR_AGENT_REDIS_URI", "rediss://h:6380"));
    assertThat(reader.read("f", "", overrides).config().redis()).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis://h:1",
        "rediss://:p%40w@h:6380/2",
        "redis://user:pw@h",
        "redis://[::1]:6379",
        "redis-sentinel://h1:26379,h2:26379/0#mymaster"
      })
  void everyFormOfRedisUriIsTaken(String uri) {
    assertThat(
            read("redis: { uri: \"" + uri + "\" }").config().redis().orElseThrow().uri().reveal())
        .isEqualTo(uri);
  }

  @Test
  void nodesOfAClusterAreSeparatedByCommas() {
    assertThat(read("redis: { uri: \"redis://h1:1,h2:2\", cluster: true }").config().redis())
        .isPresent();
    assertThat(errors("redis: { uri: \"redis-sentinel://h:1#m\", cluster: true }")).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "h:1", "redis://", "redis-sentinel://h:1/0", "ht!tp://x", "redis://:p/w@h:1"})
  void aUriThatIsNoneIsAnErrorWithoutTheUri(String uri) {
    assertThat(errors("redis: { uri: \"" + uri + "\" }"))
        .hasSize(1)
        .allMatch(e -> e.startsWith("redis.uri: must ") && !e.contains("p/w"));
  }

  @Test
  void aFileThatCannotBeReadIsOneError(@TempDir Path directory) throws Exception {
    assertThatThrownBy(() -> reader.read(directory, Overrides.NONE))
        .hasMessage(directory + ": cannot be read (a directory)");
    Path latin = Files.write(directory.resolve("latin"), new byte[] {'#', (byte) 0xe9, '\n'});
    assertThatThrownBy(() -> reader.read(latin, Overrides.NONE))
        .hasMessage(latin + ": must be UTF-8");
    Path large = Files.write(directory.resolve("large"), new byte[2 << 20]);
    assertThatThrownBy(() -> reader.read(large, Overrides.NONE))
        .hasMessage(large + ": must be at most 1 MiB");
  }

  private static String kubernetes(String fields) {
    return "providers: [{name: a, targets: [{kubernetes: {" + fields + "}}]}]\n";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "service: Qwen|.service: \"Qwen\" must be a name of lower case letters, digits and -",
        "service: a, selector: {app: a}|: must have one of: service, selector",
        "selector: {}|.selector: must be a map of labels, such as { app: qwen }",
        "selector: {'a b': c}|.selector.a b: must be the name of a label",
        "selector: {app: 'c d'}|.selector.app: \"c d\" must be the value of a label",
        "service: a, port: 0|.port: must be a port's name, or its number from 1 to 65535",
        "service: a, port: '80'|.port: \"80\" must be a port's name, or its number unquoted",
        "service: a, apiServer: 'ftp://h'|.apiServer: \"ftp://h\" must be a URL such as"
            + " https://10.0.0.1:6443",
        "service: a, tokenFile: pom.xml|.tokenFile: must stand beside apiServer; in a cluster it is"
            + " known",
        "service: a, caFile: none, apiServer: 'https://h'|.caFile: \"none\" must be a file that can"
            + " be read",
        "service: a, tokenFile: pom.xml, apiServer: 'http://h'|.apiServer: must be https where a"
            + " token is sent",
      })
  void aWrongKubernetesSourceIsToldWithItsPath(String fields, String error) {
    assertThat(errors(kubernetes(fields)))
        .containsExactly("providers[0].targets[0].kubernetes" + error);
  }

  @Test
  void aKubernetesSourceIsReadWhole() {
    assertThat(
            read(kubernetes(
                    "namespace: llm, service: qwen, port: 8000, apiServer: 'https://10.0.0.1:6443',"
                        + " tokenFile: pom.xml, caFile: pom.xml"))
                .config()
                .providers()
                .get(0)
                .targets()
                .get(0)
                .discovery())
        .isEqualTo(
            new Discovery.Kubernetes(
                "providers[0].targets[0].kubernetes",
                Optional.of("llm"),
                Map.of("kubernetes.io/service-name", "qwen"),
                Optional.of("8000"),
                Optional.of(
                    new KubernetesApi(
                        URI.create("https://10.0.0.1:6443"),
                        Optional.of(Path.of("pom.xml").toAbsolutePath()),
                        Optional.of(Path.of("pom.xml").toAbsolutePath())))));
  }

  @Test
  void endpointsAreServedOnLoopbackOnlyUnlessPeersShowCertificates() {
    assertThat(read("eds: {listen: '127.0.0.1:0'}\n").config().eds().listen())
        .contains(new HostPort("127.0.0.1", 0));
    assertThat(errors("eds: {listen: '0.0.0.0:1'}\n"))
        .containsExactly(
            "eds.listen: must be a loopback address unless tls names the ca of the peers");
  }

  @Test
  void aFileForEnvoyIsOfOneProvider() {
    String two =
        "providers: [ {name: a, targets: [{static: ['h:1']}]}, {name: b, targets: [{dns: 'h:1'}]}, {name: c} ]\n";
    assertThat(errors(two + "eds: {file: eds.json}\n"))
        .containsExactly(
            "eds.file: must be of one provider, targets are of a, b; eds.directory has a file for"
                + " each");
    assertThat(errors("eds: {file: eds.json, directory: eds}\n"))
        .containsExactly("eds.file: stands beside eds.directory; keep one");
    assertThat(read(two + "eds: {directory: eds}\n").config().eds().directory())
        .contains(Path.of("eds").toAbsolutePath());
    assertThat(
            read(two.replace(", targets: [{dns: 'h:1'}]", "") + "eds: {file: eds.json}\n")
                .config()
                .eds()
                .file())
        .isPresent();
  }
}
