package dev.samovar.agent.discover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.samovar.agent.config.Discovery;
import dev.samovar.agent.config.KubernetesApi;
import io.fabric8.kubernetes.api.model.ListMetaBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.WatchEvent;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceListBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a mock of the API server: one that keeps objects, and one that answers as it is told. */
class KubernetesFinderTest {
  private static final String PATH = "/apis/discovery.k8s.io/v1/namespaces/llm/endpointslices?";
  private static final String SELECTOR = "labelSelector=kubernetes.io%2Fservice-name%3Dqwen";
  private static final String SLICES = PATH + SELECTOR;
  private static final String WATCH =
      PATH
          + "allowWatchBookmarks=true&"
          + SELECTOR
          + "&resourceVersion=7&timeoutSeconds=300&watch=true";
  // Held, or its level would be forgotten; it tells every request.
  private static final Logger CHATTER = Logger.getLogger("io.fabric8.mockwebserver");

  private final KubernetesClients clients = new KubernetesClients();
  private KubernetesMockServer server;

  @BeforeAll
  static void hush() {
    CHATTER.setLevel(Level.OFF);
  }

  @AfterEach
  void end() {
    clients.close();
    if (server != null) {
      server.destroy();
    }
  }

  private KubernetesClient crud() {
    server =
        new KubernetesMockServer(
            new Context(),
            new MockWebServer(),
            new HashMap<>(),
            new KubernetesCrudDispatcher(),
            false);
    server.init();
    return server.createClient();
  }

  private void told() {
    server = new KubernetesMockServer(false);
    server.init();
  }

  private Finder finder(Optional<Path> token) {
    return clients.finder(
        new Discovery.Kubernetes(
            "providers[0].targets[0].kubernetes",
            Optional.of("llm"),
            Map.of(Discovery.Kubernetes.SERVICE, "qwen"),
            Optional.empty(),
            Optional.of(
                new KubernetesApi(
                    URI.create("http://" + server.getHostName() + ":" + server.getPort()),
                    token,
                    Optional.empty()))));
  }

  private static Finding next(Finder finder) throws Exception {
    return finder.find().toCompletableFuture().get(90, TimeUnit.SECONDS);
  }

  private static List<String> addresses(Finding finding) {
    return finding.found().stream().map(f -> f.address().toString()).sorted().toList();
  }

  /** Asks until it is as expected: one change may be told in several steps. */
  private static void await(Finder finder, String... expected) throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(90).toNanos();
    List<String> now = addresses(next(finder));
    while (!now.equals(List.of(expected)) && System.nanoTime() < end) {
      now = addresses(next(finder));
    }
    assertThat(now).containsExactly(expected);
  }

  private static EndpointSlice slice(String name, String service, String address) {
    return new EndpointSliceBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace("llm")
        .addToLabels(Discovery.Kubernetes.SERVICE, service)
        .endMetadata()
        .withAddressType("IPv4")
        .addNewPort()
        .withName("http")
        .withPort(8000)
        .endPort()
        .addNewEndpoint()
        .withAddresses(address)
        .endEndpoint()
        .build();
  }

  private static Object list(EndpointSlice... slices) {
    return new EndpointSliceListBuilder()
        .withMetadata(new ListMetaBuilder().withResourceVersion("7").build())
        .withItems(slices)
        .build();
  }

  @Test
  void endpointsComeAndGoWithoutANewList() throws Exception {
    try (KubernetesClient api = crud()) {
      api.resource(slice("a", "qwen", "10.0.0.1")).create();
      api.resource(slice("o", "other", "10.0.0.9")).create();
      Finder finder = finder(Optional.empty());
      assertThat(addresses(next(finder))).containsExactly("10.0.0.1:8000");
      api.resource(slice("b", "qwen", "10.0.0.2")).create();
      await(finder, "10.0.0.1:8000", "10.0.0.2:8000");
      api.resource(slice("a", "qwen", "10.0.0.3")).update();
      await(finder, "10.0.0.2:8000", "10.0.0.3:8000");
      api.resource(slice("b", "qwen", "10.0.0.2")).delete();
      await(finder, "10.0.0.3:8000");
    }
  }

  @Test
  void aWatchThatTheServerEndsIsFollowedByANewList() throws Exception {
    told();
    server.expect().withPath(SLICES).andReturn(200, list(slice("a", "qwen", "10.0.0.1"))).once();
    server
        .expect()
        .withPath(WATCH)
        .andUpgradeToWebSocket()
        .open()
        .waitFor(1)
        .andEmit(new WatchEvent(slice("b", "qwen", "10.0.0.2"), "ADDED"))
        .done()
        .once();
    server.expect().withPath(SLICES).andReturn(200, list(slice("c", "qwen", "10.0.0.3"))).always();
    Finder finder = finder(Optional.empty());
    assertThat(addresses(next(finder))).containsExactly("10.0.0.1:8000");
    await(finder, "10.0.0.3:8000");
  }

  @Test
  void aVersionThatIsGoneIsFollowedByANewList() throws Exception {
    told();
    server.expect().withPath(SLICES).andReturn(200, list(slice("a", "qwen", "10.0.0.1"))).once();
    server
        .expect()
        .withPath(WATCH)
        .andUpgradeToWebSocket()
        .open()
        .waitFor(1)
        .andEmit(
            new WatchEvent(
                new StatusBuilder().withCode(410).withReason("Gone").withStatus("Failure").build(),
                "ERROR"))
        .done()
        .once();
    server.expect().withPath(SLICES).andReturn(200, list(slice("c", "qwen", "10.0.0.3"))).always();
    Finder finder = finder(Optional.empty());
    assertThat(addresses(next(finder))).containsExactly("10.0.0.1:8000");
    await(finder, "10.0.0.3:8000");
  }

  @Test
  void whatIsNotAllowedNamesThePathAndWhatWouldBeRight() {
    told();
    server.expect().withPath(SLICES).andReturn(403, forbidden()).always();
    assertThatThrownBy(() -> next(finder(Optional.empty())))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .hasMessage(
            "providers[0].targets[0].kubernetes: the agent must be allowed to list and watch"
                + " endpointslices of discovery.k8s.io in namespace llm (403)");
  }

  private static Object forbidden() {
    return new StatusBuilder().withCode(403).withReason("Forbidden").withMessage("secret").build();
  }

  @Test
  void aServerThatIsDownOrBrokenIsSaidAndAskedAgain() throws Exception {
    told();
    server.expect().withPath(SLICES).andReturn(500, "no").once();
    server.expect().withPath(SLICES).andReturn(401, "no").once();
    server.expect().withPath(SLICES).andReturn(404, "no").once();
    server.expect().withPath(SLICES).andReturn(200, "{no json").once();
    server.expect().withPath(SLICES).andReturn(200, list(slice("c", "qwen", "10.0.0.3"))).always();
    Finder finder = finder(Optional.empty());
    for (String expected : List.of("answers 500", "(401)", "(404)", "no answer that can be read")) {
      assertThatThrownBy(() -> next(finder)).hasMessageContaining(expected);
    }
    server.expect().withPath(WATCH).andUpgradeToWebSocket().open().done().always();
    assertThat(addresses(next(finder))).containsExactly("10.0.0.3:8000");
    server.destroy();
    assertThatThrownBy(
            () -> {
              next(finder);
              next(finder);
            })
        .cause()
        .hasMessage(
            "providers[0].targets[0].kubernetes: the API server gives no answer that can be"
                + " read");
  }

  @Test
  void whereWatchingIsRefusedTheListsDo() throws Exception {
    told();
    server.expect().withPath(SLICES).andReturn(200, list(slice("a", "qwen", "10.0.0.1"))).once();
    server.expect().withPath(SLICES).andReturn(200, list(slice("b", "qwen", "10.0.0.2"))).always();
    server.expect().withPath(WATCH).andReturn(403, forbidden()).always();
    Finder finder = finder(Optional.empty());
    Finding first = next(finder);
    assertThat(addresses(first)).containsExactly("10.0.0.1:8000");
    assertThat(first.again()).isEqualTo(Duration.ofSeconds(1));
    assertThat(addresses(next(finder))).containsExactly("10.0.0.2:8000");
  }

  @Test
  void theTokenIsReadAgainWhenItIsRenewed(@TempDir Path directory) throws Exception {
    told();
    Path token = directory.resolve("token");
    Files.writeString(token, "one\n");
    server.expect().withPath(SLICES).andReturn(500, "no").always();
    Finder finder = finder(Optional.of(token));
    assertThatThrownBy(() -> next(finder)).hasMessageContaining("500");
    assertThat(server.takeRequest(90, TimeUnit.SECONDS).getHeader("Authorization"))
        .isEqualTo("Bearer one");
    Files.writeString(token, "two\n");
    assertThatThrownBy(() -> next(finder)).hasMessageContaining("500");
    assertThat(server.takeRequest(90, TimeUnit.SECONDS).getHeader("Authorization"))
        .isEqualTo("Bearer two");
  }
}
