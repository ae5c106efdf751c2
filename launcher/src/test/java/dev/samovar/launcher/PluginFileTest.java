package dev.samovar.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginFileTest {

  @TempDir Path directory;

  @Test
  void theGuidesConfigurationIsReadAsItStands() {
    PluginDocument document = PluginFile.read(Checkout.root().resolve("deploy/demo/plugin.yaml"));
    assertThat(document.problems()).isEmpty();
    assertThat(document.json())
        .isEqualTo(
            "{\"providers\":[{\"name\":\"minmax\",\"key\":\"minimax_1\",\"model\":\"MiniMax-M2.1\"},"
                + "{\"name\":\"qianwen\",\"key\":\"qwen_1\",\"model\":\"qwen3-max-preview\"}],"
                + "\"redis\":{\"service_name\":\"redis-svc\",\"service_port\":6379,\"timeout\":2000},"
                + "\"redis_key_prefix\":\"ai_metric:\",\"target_header\":\"x-selected-provider\"}");
    assertThat(document.providers()).extracting("name").containsExactly("minmax", "qianwen");
    assertThat(document.keyPrefix()).isEqualTo("ai_metric:");
    assertThat(document.agentClusters()).containsExactly("samovar-agent");
  }

  @Test
  void jsonGoesToTheFilterAsItStands() throws IOException {
    String json = " {\"providers\" : [{\"name\":\"a\"}], \"providers\":[{\"name\":\"b\"}] }\n";
    assertThat(PluginFile.read(file("p.json", json)).json()).isEqualTo(json);
    assertThat(PluginFile.read(file("p.yaml", json)).json()).isEqualTo(json);
  }

  @Test
  void whatIsTwiceInYamlStaysTwice() throws IOException {
    PluginDocument document =
        PluginFile.read(file("p.yaml", "providers:\n- {name: a, name: b}\nx: 1e3\n"));
    assertThat(document.json()).contains("{\"name\":\"a\",\"name\":\"b\"}");
  }

  @Test
  void aByteOrderMarkIsNoPartOfTheText() throws IOException {
    assertThat(PluginFile.read(file("p.yaml", "\uFEFFproviders: [{name: a}]\n")).isValid())
        .isTrue();
  }

  @Test
  void everyProblemHasItsPath() throws IOException {
    PluginDocument document =
        PluginFile.read(file("p.yaml", "providers:\n- {name: 5}\n- {name: b, model: 7}\nodd: 1\n"));
    assertThat(document.isValid()).isFalse();
    assertThat(document.problems())
        .anyMatch(problem -> problem.startsWith("providers[0].name: "))
        .anyMatch(problem -> problem.startsWith("providers[1].model: "))
        .anyMatch(problem -> problem.startsWith("warning: odd: "));
  }

  @Test
  void whatCannotBeReadIsOneLineThatBeginsWithThePath() throws IOException {
    Path missing = directory.resolve("missing.yaml");
    assertThatThrownBy(() -> PluginFile.read(missing)).hasMessage(missing + ": no such file");
    assertThatThrownBy(() -> PluginFile.read(directory)).hasMessage(directory + ": is no file");
    Path empty = file("empty.yaml", "# nothing\n");
    assertThatThrownBy(() -> PluginFile.read(empty)).hasMessageStartingWith(empty + ": is empty");
    Path broken = file("broken.yaml", "providers:\n- [\n");
    assertThatThrownBy(() -> PluginFile.read(broken))
        .hasMessageStartingWith(broken + ":")
        .hasMessageContaining("is neither YAML nor JSON")
        .hasMessageNotContaining("\n");
    Path alias = file("alias.yaml", "providers: &p\n- {name: a}\nagain: *p\n");
    assertThatThrownBy(() -> PluginFile.read(alias))
        .hasMessage(alias + ":3: aliases (*name) are not supported");
    Path two = file("two.yaml", "providers: [{name: a}]\n---\nx: 1\n");
    assertThatThrownBy(() -> PluginFile.read(two))
        .hasMessageStartingWith(two + ":")
        .hasMessageEndingWith("holds a second document; keep one");
    Path binary = directory.resolve("binary.yaml");
    Files.write(binary, new byte[] {(byte) 0xff, (byte) 0xfe, 1, 2});
    assertThatThrownBy(() -> PluginFile.read(binary)).hasMessage(binary + ": is not UTF-8 text");
  }

  @Test
  void aDeepDocumentIsAnErrorAndNoCrash() throws IOException {
    Path deep = file("deep.yaml", "a: " + "[".repeat(50_000));
    assertThatThrownBy(() -> PluginFile.read(deep)).isInstanceOf(LauncherException.class);
  }

  @Test
  void whatTheDocumentAsksOfEnvoyIsTold() throws IOException {
    String yaml =
        """
        providers: [{name: a, cluster: "outbound|80||a"}, {name: b}]
        models: [{name: "*"}]
        failover: {endpoints: 4, headers: [x-mine]}
        clusterHeader: x-samovar-cluster
        agentToken: env:MY_TOKEN
        """;
    PluginDocument document = PluginFile.read(file("native.yaml", yaml));
    assertThat(document.isValid()).as(document.problems().toString()).isTrue();
    assertThat(document.options().rankedHeaders()).contains("x-mine");
    assertThat(document.options().clusterHeader()).hasValue("x-samovar-cluster");
    assertThat(document.options().environment()).contains("MY_TOKEN", "METADATA_CENTER_HOST");
    assertThat(document.options().acrossProviders()).isFalse();
    PluginDocument guide = PluginFile.read(file("guide.yaml", "providers: [{name: a}]\n"));
    assertThat(guide.options().acrossProviders()).isTrue();
    assertThat(guide.options().clusterHeader()).isEmpty();
  }

  @Test
  void whatTheRulesNameIsRoutedToo() throws IOException {
    String yaml =
        """
        providers: [{name: a}, {name: b}]
        keyPrefix: "load:eu:"
        _rules_:
        - _match_route_: [r]
          providers: [{name: b}, {name: c}]
          targetHeader: x-other
          trustSelectedProvider: true
          agentCluster: other-agent
          keyPrefix: "load:us:"
        """;
    PluginDocument document = PluginFile.read(file("rules.yaml", yaml));
    assertThat(document.problems()).isEmpty();
    assertThat(document.providers()).extracting("name").containsExactly("a", "b", "c");
    assertThat(document.targetHeaders())
        .extracting("name", "trusted")
        .containsExactly(
            org.assertj.core.api.Assertions.tuple("x-selected-provider", false),
            org.assertj.core.api.Assertions.tuple("x-other", true));
    assertThat(document.agentClusters()).isEqualTo(List.of("samovar-agent", "other-agent"));
    assertThat(document.keyPrefix()).isEqualTo("load:");
  }

  private Path file(String name, String text) throws IOException {
    return Files.write(directory.resolve(name), text.getBytes(StandardCharsets.UTF_8));
  }
}
