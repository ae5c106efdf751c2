package dev.samovar.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.envoy.Endpoints;
import dev.samovar.envoy.EnvoyBinary;
import dev.samovar.envoy.EnvoyProcess;
import dev.samovar.envoy.Gateway;
import dev.samovar.envoy.HostPort;
import dev.samovar.envoy.Tls;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Providers as clouds offer them, behind names and TLS, with the real filter in a real Envoy. */
class CloudIT {

  private static final Duration DEADLINE = Duration.ofSeconds(90);

  @TempDir Path directory;

  @Test
  void eachAttemptHasTheHostAndTheModelOfTheProviderThatIsTried() throws Exception {
    Path pem = directory.resolve("localhost.pem");
    Path store = TlsServer.certificate(directory, pem);
    Path file = directory.resolve("plugin.yaml");
    Files.writeString(
        file,
        """
        providers:
        - {name: one, model: model-of-one, weight: 1}
        - {name: two, model: model-of-two, weight: 0}
        policy: weighted
        agentCluster: ""
        failover: {acrossProviders: true}
        """);
    PluginDocument document = PluginFile.read(file);
    assertThat(document.isValid()).as(document.problems().toString()).isTrue();
    try (TlsServer one = TlsServer.start(store);
        TlsServer two = TlsServer.start(store)) {
      Gateway gateway =
          new Gateway(
              HostPort.local(0),
              HostPort.local(0),
              new Gateway.Agent(document.agentClusters(), HostPort.local(1)),
              new Gateway.Plugin(
                  Checkout.root().resolve("filter/plugin/target/samovar.wasm").toString(),
                  document.json(),
                  document.targetHeaders()),
              List.of(cloud("one", one, pem), cloud("two", two, pem)),
              List.of(),
              Optional.empty(),
              document.options());
      try (EnvoyProcess envoy =
          EnvoyProcess.start(EnvoyBinary.find(), gateway, directory, 1, DEADLINE)) {
        assertThat(ask(envoy)).as(envoy.log()).isEqualTo(200);
        one.status = 503;
        assertThat(ask(envoy)).isEqualTo(200);
      }
      assertThat(one.hosts).containsExactly("one.example", "one.example");
      assertThat(one.bodies).hasSize(2).allMatch(body -> body.contains("\"model-of-one\""));
      assertThat(two.hosts).containsExactly("two.example");
      assertThat(two.bodies).hasSize(1).allMatch(body -> body.contains("\"model-of-two\""));
    }
  }

  private static int ask(EnvoyProcess envoy) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + envoy.listen() + "/v1/chat/completions"))
            .timeout(DEADLINE)
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"auto\",\"messages\":[]}"))
            .build();
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .build()
        .send(request, HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private static Gateway.Provider cloud(String name, TlsServer server, Path authority) {
    return new Gateway.Provider(
        name,
        name,
        Endpoints.at(new HostPort("localhost", server.port())),
        Optional.of(name + ".example"),
        Optional.of(new Tls("localhost", authority.toString())));
  }
}
