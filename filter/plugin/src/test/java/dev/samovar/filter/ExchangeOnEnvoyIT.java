package dev.samovar.filter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.samovar.agent.Agent;
import dev.samovar.agent.config.ConfigReader;
import dev.samovar.agent.config.Overrides;
import dev.samovar.agent.map.Engines;
import dev.samovar.agent.store.RedisUris;
import dev.samovar.envoy.EnvoyBinary;
import dev.samovar.envoy.EnvoyProcess;
import dev.samovar.envoy.Gateway;
import dev.samovar.envoy.HostPort;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The shipped module in a real Envoy exchanges with the real agent, which scrapes two engines: load
 * comes down and moves the choice, requests in flight and decisions go up.
 */
class ExchangeOnEnvoyIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final Recorder minmax = Recorder.start(engine(50));
  private final Recorder qianwen = Recorder.start(engine(1));

  private static String engine(int waiting) {
    return "vllm:num_requests_waiting " + waiting + "\nvllm:num_requests_running 1\n";
  }

  private String agentConfiguration() {
    return "listen: 127.0.0.1:0\nproviders:\n"
        + provider("minmax", "minimax_1", minmax)
        + provider("qianwen", "qwen_1", qianwen);
  }

  private static String provider(String name, String key, Recorder engine) {
    return "  - { name: "
        + name
        + ", key: "
        + key
        + ", engine: vllm, targets: [ { static: [\""
        + engine.address()
        + "\"] } ] }\n";
  }

  @Test
  void loadComesDownAndCountsGoUp(@TempDir Path directory) throws Exception {
    Engines engines = Engines.builtIn();
    ConfigReader reader = new ConfigReader(engines.names(), RedisUris::check);
    try (minmax;
        qianwen;
        Agent agent =
            new Agent(
                reader.read("test", agentConfiguration(), Overrides.NONE).config(),
                engines,
                "test")) {
      Gateway gateway =
          new Gateway(
              HostPort.local(0),
              HostPort.local(0),
              Gateway.Agent.at(HostPort.local(agent.address().port())),
              Gateway.Plugin.of(EnvoyFixture.MODULE.toString(), Demo.GUIDE),
              List.of(
                  new Gateway.Provider("minmax", minmax.address()),
                  new Gateway.Provider("qianwen", qianwen.address())),
              Optional.empty());
      try (EnvoyProcess envoy =
          EnvoyProcess.start(EnvoyBinary.find(), gateway, directory, 2, RunningEnvoy.DEADLINE)) {
        URI chat = URI.create("http://" + envoy.listen() + Demo.PATH);
        URI board = URI.create("http://" + agent.address() + "/v1/status");
        URI snapshot = URI.create("http://" + agent.address() + "/v1/snapshot");

        EnvoyFixture.until(
            "a fresh decision for the engine with the shorter queue",
            () -> send(chat) == 200 && shows(board, "decisions", "qianwen", "fresh"));
        JsonNode status = get(board);
        assertThat(status.at("/gateways")).as("one proxy, whatever its workers").hasSize(1);
        assertThat(status.at("/decisions/0/model").asText()).isEqualTo("auto");

        qianwen.hold();
        CompletableFuture<HttpResponse<Void>> held =
            CLIENT.sendAsync(request(chat), BodyHandlers.discarding());
        EnvoyFixture.until("a request in flight", () -> inFlight(snapshot, "qianwen") == 1);
        qianwen.release();
        assertThat(held.join().statusCode()).isEqualTo(200);
        EnvoyFixture.until("nothing in flight", () -> inFlight(snapshot, "qianwen") == 0);

        minmax.answer(200, engine(0));
        qianwen.answer(200, engine(80));
        EnvoyFixture.until(
            "load moves the choice",
            () -> send(chat) == 200 && shows(board, "decisions", "minmax", "fresh"));

        String stats = envoy.admin().get("/stats");
        assertThat(stats).contains("wasm.samovar.vm_reload: 0").doesNotContain("panics");
        assertThat(text(URI.create("http://" + agent.address() + "/metrics")))
            .doesNotContain("records_rejected_total{")
            .doesNotContain("result=\"refused\"");
      }
    }
  }

  private static HttpRequest request(URI chat) {
    return HttpRequest.newBuilder(chat)
        .timeout(RunningEnvoy.DEADLINE)
        .header("content-type", Demo.JSON)
        .POST(BodyPublishers.ofString(Demo.body("auto")))
        .build();
  }

  private static int send(URI chat) {
    return CLIENT.sendAsync(request(chat), BodyHandlers.discarding()).join().statusCode();
  }

  private static boolean shows(URI board, String list, String provider, String level) {
    for (JsonNode one : get(board).path(list)) {
      if (one.path("provider").asText().equals(provider)
          && one.path("level").asText().equals(level)) {
        return true;
      }
    }
    return false;
  }

  private static int inFlight(URI snapshot, String provider) {
    for (JsonNode endpoint : get(snapshot).path("endpoints")) {
      if (endpoint.path("provider").asText().equals(provider)) {
        return endpoint.path("inFlight").asInt(0);
      }
    }
    return -1;
  }

  private static JsonNode get(URI uri) {
    try {
      return JSON.readTree(text(uri));
    } catch (java.io.IOException e) {
      throw new IllegalStateException(uri + ": " + e, e);
    }
  }

  private static String text(URI uri) {
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(RunningEnvoy.DEADLINE).build();
    return CLIENT.sendAsync(request, BodyHandlers.ofString()).join().body();
  }
}
