package dev.samovar.envoy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnvoyConfigurationTest {

  @TempDir Path directory;

  @Test
  void theChosenProviderIsTriedFirstAndTheOthersInOrder() {
    String clusters = file(gateway("a", "b", "c"), EnvoyConfiguration.CLUSTERS);
    assertThat(order(clusters, "a")).containsExactly("a/endpoints", "b/endpoints", "c/endpoints");
    assertThat(order(clusters, "c")).containsExactly("c/endpoints", "a/endpoints", "b/endpoints");
  }

  @Test
  void aRetiredProviderHasARouteAndIsNobodysSecondChoice() {
    Gateway some = gateway("a", "b");
    Gateway gateway =
        new Gateway(
            some.listen(),
            some.admin(),
            some.agent(),
            some.plugin(),
            some.providers(),
            List.of(new Gateway.Provider("old", HostPort.local(3))),
            Optional.empty());
    String clusters = file(gateway, EnvoyConfiguration.CLUSTERS);
    assertThat(order(clusters, "a")).containsExactly("a/endpoints", "b/endpoints");
    assertThat(order(clusters, "old"))
        .containsExactly("old/endpoints", "a/endpoints", "b/endpoints");
    assertThat(file(gateway, EnvoyConfiguration.ROUTES)).contains("cluster: \"old\"");
  }

  @Test
  void thereAreAsManyRetriesAsOtherProvidersButAtMostThree() {
    assertThat(file(gateway("a"), EnvoyConfiguration.ROUTES)).doesNotContain("retry_policy");
    assertThat(file(gateway("a", "b"), EnvoyConfiguration.ROUTES)).contains("num_retries: 1\n");
    assertThat(file(gateway("a", "b", "c", "d", "e", "f"), EnvoyConfiguration.ROUTES))
        .contains("num_retries: 3\n");
  }

  @Test
  void eachEndpointIsWorthAnAttemptAndOneIsLeftForTheOthers() {
    Gateway gateway =
        gateway("a", "b")
            .withProviders(
                List.of(
                    fleet("f", 5), fleet("g", 2), new Gateway.Provider("b", HostPort.local(2))));
    String clusters = file(gateway, EnvoyConfiguration.CLUSTERS);
    assertThat(order(clusters, "f"))
        .containsExactly("f/endpoints", "f/endpoints", "f/endpoints", "g/endpoints");
    assertThat(order(clusters, "g"))
        .containsExactly("g/endpoints", "g/endpoints", "f/endpoints", "b/endpoints");
    assertThat(order(clusters, "b")).containsExactly("b/endpoints", "f/endpoints", "g/endpoints");
    Gateway alone = gateway.withProviders(List.of(fleet("f", 5)));
    assertThat(order(file(alone, EnvoyConfiguration.CLUSTERS), "f")).hasSize(4);
    Gateway once = gateway.withOptions(GatewayOptions.DEFAULT.withAttempts(1));
    assertThat(order(file(once, EnvoyConfiguration.CLUSTERS), "f")).containsExactly("f/endpoints");
    assertThat(file(once, EnvoyConfiguration.ROUTES)).doesNotContain("retry_policy");
  }

  @Test
  void whereOthersMayNotFollowAProviderIsAlone() {
    Gateway gateway =
        gateway("a")
            .withProviders(List.of(fleet("f", 2), new Gateway.Provider("b", HostPort.local(2))))
            .withOptions(GatewayOptions.DEFAULT.withAcrossProviders(false));
    String clusters = file(gateway, EnvoyConfiguration.CLUSTERS);
    assertThat(order(clusters, "f")).containsExactly("f/endpoints", "f/endpoints");
    assertThat(order(clusters, "b")).containsExactly("b/endpoints");
    assertThat(file(gateway, EnvoyConfiguration.ROUTES)).containsOnlyOnce("retry_policy:");
  }

  @Test
  void aListIsHeededWhereThereIsAChoiceAmongAddresses() {
    Endpoints names =
        new Endpoints.Listed(List.of(HostPort.parse("a.example:1"), HostPort.parse("b.example:1")));
    assertThat(names.areRanked()).isFalse();
    assertThat(Endpoints.at(HostPort.local(1)).areRanked()).isFalse();
    assertThat(fleet("f", 2).endpoints().areRanked()).isTrue();
    assertThat(new Endpoints.Discovered("/eds.json", "f").areRanked()).isTrue();
  }

  @Test
  void aHeaderThatNamesAClusterIsTakenFromNoClient() {
    Gateway gateway =
        gateway("a", "b", "c", "d")
            .withOptions(GatewayOptions.DEFAULT.withClusterHeader("x-destination"));
    assertThat(file(gateway, EnvoyConfiguration.LISTENERS)).contains("- remove: \"x-destination\"");
    assertThat(file(gateway, EnvoyConfiguration.ROUTES))
        .containsOnlyOnce("cluster_header: \"x-destination\"");
    assertThat(file(gateway("a"), EnvoyConfiguration.ROUTES)).doesNotContain("cluster_header");
  }

  @Test
  void theProxyHasTheNameThatItIsGiven() {
    assertThat(file(gateway("a"), EnvoyConfiguration.BOOTSTRAP)).contains("id: \"samovar\"");
    Gateway named = gateway("a").withOptions(GatewayOptions.DEFAULT.withNode("edge-1"));
    assertThat(file(named, EnvoyConfiguration.BOOTSTRAP)).contains("id: \"edge-1\"");
  }

  @Test
  void theHeadersOfARankingAreReadAndTakenFromNoClient() {
    Gateway gateway =
        gateway("a")
            .withProviders(List.of(fleet("f", 2)))
            .withOptions(GatewayOptions.DEFAULT.withRankedHeaders(List.of("x-mine")));
    assertThat(file(gateway, EnvoyConfiguration.CLUSTERS)).containsOnlyOnce("- header: \"x-mine\"");
    assertThat(file(gateway, EnvoyConfiguration.LISTENERS)).contains("- remove: \"x-mine\"");
  }

  @Test
  void theFilterReadsTheVariablesThatItIsGrantedAlone() {
    assertThat(file(gateway("a"), EnvoyConfiguration.FILTER)).doesNotContain("environment");
    Gateway granted =
        gateway("a").withOptions(GatewayOptions.DEFAULT.withEnvironment(List.of("TOKEN", "HOST")));
    for (String placement :
        List.of(EnvoyConfiguration.FILTER, EnvoyConfiguration.UPSTREAM_FILTER)) {
      assertThat(file(granted, placement)).contains("host_env_keys:\n          - \"TOKEN\"\n");
    }
  }

  @Test
  void optionsOutOfRangeAreRefused() {
    GatewayOptions options = GatewayOptions.DEFAULT;
    assertThatThrownBy(() -> options.withAttempts(0)).hasMessage("attempts: 0 is not from 1 to 17");
    assertThatThrownBy(() -> options.withAttempts(18)).hasMessageStartingWith("attempts: 18");
    assertThatThrownBy(() -> options.withRetried(0))
        .hasMessage("retried: 0 is not from 1 to 16384");
    assertThatThrownBy(() -> options.withNode(" ")).hasMessage("node: must not be empty");
    assertThatThrownBy(() -> new Endpoints.Listed(List.of()))
        .hasMessage("endpoints: at least one is needed");
    assertThatThrownBy(() -> Tls.of("")).hasMessage("serverName: must not be empty");
  }

  @Test
  void aNameOfTheNetworkIsResolvedAndAnAddressIsNot() {
    Gateway gateway =
        gateway("a")
            .withProviders(
                List.of(
                    new Gateway.Provider("name", HostPort.parse("llm.example:8001")),
                    new Gateway.Provider("v6", HostPort.parse("[::1]:8001"))));
    String clusters = file(gateway, EnvoyConfiguration.CLUSTERS);
    assertThat(clusters).containsOnlyOnce("type: STRICT_DNS").contains("address: \"::1\"");
  }

  @Test
  void whatIsWrittenBetweenQuotesStaysThere() {
    String nasty = "a\"b\\c\n- name: d\u2028\u0000'{{listenersPath}} $1 é";
    Gateway gateway = gateway(nasty).withConfiguration(nasty);
    assertThat(file(gateway, EnvoyConfiguration.ROUTES))
        .contains("cluster: \"a\\\"b\\\\c\\n- name: d\\u2028\\u0000'{{listenersPath}} $1 é\"\n");
    assertThat(file(gateway, EnvoyConfiguration.FILTER))
        .contains("value: \"a\\\"b\\\\c\\n- name: d\\u2028\\u0000'{{listenersPath}} $1 é\"\n");
  }

  @Test
  void aTrustedTargetHeaderIsNotStripped() {
    Gateway gateway = gateway("a");
    assertThat(file(gateway, EnvoyConfiguration.LISTENERS))
        .contains("- remove: \"x-selected-provider\"");
    Gateway.Plugin trusting =
        new Gateway.Plugin(
            "w", "{}", List.of(new Gateway.TargetHeader("x-selected-provider", true)));
    assertThat(file(gateway.withPlugin(trusting), EnvoyConfiguration.LISTENERS))
        .doesNotContain("- remove: \"x-selected-provider\"")
        .contains("- remove: \"x-rewrite-target-model\"");
  }

  @Test
  void withoutAnAgentThereIsNoClusterOfIt() {
    Gateway gateway = gateway("a");
    assertThat(file(gateway, EnvoyConfiguration.CLUSTERS)).contains("name: \"samovar-agent\"");
    Gateway alone =
        new Gateway(
            gateway.listen(),
            gateway.admin(),
            new Gateway.Agent(List.of(), HostPort.local(1)),
            gateway.plugin(),
            gateway.providers(),
            Optional.empty());
    assertThat(file(alone, EnvoyConfiguration.CLUSTERS)).doesNotContain("agent");
  }

  @Test
  void onlyWhatChangedIsWritten() throws IOException {
    Gateway gateway = gateway("a", "b");
    assertThat(write(gateway)).hasSize(6).last().isEqualTo(EnvoyConfiguration.BOOTSTRAP);
    assertThat(write(gateway)).isEmpty();
    assertThat(write(gateway.withConfiguration("{\"x\":1}")))
        .containsExactly(EnvoyConfiguration.UPSTREAM_FILTER, EnvoyConfiguration.FILTER);
    assertThat(write(gateway("a", "b", "c").withConfiguration("{\"x\":1}")))
        .containsExactly(EnvoyConfiguration.CLUSTERS, EnvoyConfiguration.ROUTES);
    try (var files = Files.list(directory)) {
      assertThat(files).as("no temporary file stays").hasSize(6);
    }
  }

  @Test
  void namesThatCollideAreRefused() {
    assertThatThrownBy(() -> gateway("a", "a"))
        .hasMessage("providers: the name 'a' is taken by another provider or the agent's cluster");
    assertThatThrownBy(() -> gateway("samovar-agent"))
        .hasMessageStartingWith("providers: the name");
    assertThatThrownBy(() -> gateway()).hasMessage("providers: at least one is needed");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|{\"placement\":\"upstream\"}",
        "' { } '|{ \"placement\":\"upstream\"}",
        "{\"a\":{}}|{\"a\":{},\"placement\":\"upstream\"}",
        "[1]|[1]",
        "{|{",
        "''|''"
      })
  void theUpstreamPlacementIsTheSameDocumentAndOneMember(String document, String upstream) {
    assertThat(EnvoyConfiguration.upstreamPlacement(document)).isEqualTo(upstream);
  }

  @ParameterizedTest
  @CsvSource({"127.0.0.1:80,127.0.0.1,80", "[::1]:0,::1,0", "llm.example:65535,llm.example,65535"})
  void aHostAndPortAreRead(String text, String host, int port) {
    assertThat(HostPort.parse(text)).isEqualTo(new HostPort(host, port)).hasToString(text);
  }

  @ParameterizedTest
  @CsvSource({"80", "h:", ":80", "h:65536", "h:-1", "::1:80", "h:x", "''"})
  void whatIsNoHostAndPortIsNamed(String text) {
    assertThatThrownBy(() -> HostPort.parse(text))
        .hasMessage(text + ": is no host:port, such as 127.0.0.1:8001");
  }

  private List<String> write(Gateway gateway) {
    return new EnvoyConfiguration(gateway, "/etc/samovar").write(directory);
  }

  private static String file(Gateway gateway, String name) {
    return new EnvoyConfiguration(gateway, "/etc/samovar").files().get(name);
  }

  private static List<String> order(String clusters, String composite) {
    String block = clusters.substring(clusters.indexOf("  name: \"" + composite + "\"\n"));
    block = block.substring(block.indexOf("clusters:"), block.indexOf("circuit_breakers:"));
    return block
        .lines()
        .filter(line -> line.contains("- name:"))
        .map(line -> line.substring(line.indexOf('"') + 1, line.lastIndexOf('"')))
        .toList();
  }

  private static Gateway.Provider fleet(String name, int size) {
    return new Gateway.Provider(
        name,
        new Endpoints.Listed(IntStream.rangeClosed(1, size).mapToObj(HostPort::local).toList()));
  }

  private static Gateway gateway(String... providers) {
    return new Gateway(
        HostPort.local(0),
        HostPort.local(0),
        Gateway.Agent.at(HostPort.local(1)),
        Gateway.Plugin.of("samovar.wasm", "{}"),
        List.of(providers).stream()
            .map(name -> new Gateway.Provider(name, HostPort.local(2)))
            .toList(),
        Optional.empty());
  }
}
