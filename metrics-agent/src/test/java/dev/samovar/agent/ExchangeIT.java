package dev.samovar.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.samovar.agent.config.TlsConfig;
import dev.samovar.agent.tls.ClientTls;
import io.lettuce.core.Range;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The exchange over real sockets and a real Redis. */
class ExchangeIT {
  @TempDir Path directory;

  private static String scraped(String redis, EngineFixture engine) {
    return redis
        + "scrape: { interval: 100ms }\nagents: { lease: 500ms }\nproviders:\n"
        + "  - { name: qwen, targets: [ { static: [\""
        + engine.address()
        + "\"] } ] }\n";
  }

  private static String said(String instance, int sequence, String address, String more) {
    return "{\"instance\":\""
        + instance
        + "\",\"sequence\":"
        + sequence
        + ",\"endpoints\":[{\"provider\":\"qwen\",\"address\":\""
        + address
        + "\",\"inFlight\":3,\"pendingPromptTokens\":70}]"
        + more
        + "}";
  }

  @Test
  void itIsOneAnswerWithTheSnapshotAndItsBodyIsBounded() throws Exception {
    try (EngineFixture engine = new EngineFixture(EngineFixture.vllm(2, 5));
        AgentFixture agent = new AgentFixture(scraped("", engine))) {
      AgentFixture.await(
          () -> agent.get("/v1/snapshot").body().contains("\"running\":5"), "scraped");
      String body = agent.post("/v1/exchange", said("a", 1, engine.address(), "")).body();
      assertThat(body).contains("\"waiting\":2.0", "\"inFlight\":3", "\"full\":true");
      // Who is silent for three seconds no longer counts, and a machine may stand still as long.
      AtomicInteger sequence = new AtomicInteger(1);
      AgentFixture.await(
          () -> {
            agent.post("/v1/exchange", said("a", sequence.incrementAndGet(), engine.address(), ""));
            String shown = agent.get("/v1/snapshot").body();
            return shown.contains("\"inFlight\":3")
                && shown.contains("\"pendingPromptTokens\":70")
                && shown.contains("\"scrapedBy\":")
                && agent.get("/metrics").body().contains("samovar_agent_gateways 1");
          },
          "shown");
      assertThat(agent.post("/v1/exchange", " ".repeat(3 << 20)).statusCode()).isEqualTo(413);
      assertThat(agent.post("/v1/exchange", " ".repeat(1 << 20)).statusCode()).isEqualTo(400);
      assertThat(agent.get("/v1/exchange").statusCode()).isEqualTo(405);
      assertThat(agent.post("/v1/snapshot", "{}").statusCode()).isEqualTo(405);
      assertThat(agent.get("/metrics").body())
          .contains("samovar_agent_exchanges_total{result=\"new\"} " + sequence + ".0");
    }
  }

  @Test
  void twoAgentsAnswerForEachOthersProxiesAndUsageIsKept() throws Exception {
    try (RedisFixture redis = new RedisFixture();
        EngineFixture engine = new EngineFixture(EngineFixture.vllm(2, 5))) {
      String yaml = scraped("redis: { uri: \"" + redis.uri() + "\" }\n", engine);
      try (AgentFixture one = new AgentFixture(yaml);
          AgentFixture two = new AgentFixture(yaml)) {
        for (AgentFixture agent : new AgentFixture[] {one, two}) {
          AgentFixture.await(
              () -> agent.get("/v1/snapshot").body().contains("\"running\":5"), "known");
          AgentFixture.await(
              () -> agent.get("/v1/status").body().split("\"agent", -1).length > 2, "both");
        }
        one.post(
            "/v1/exchange",
            said("a", 1, engine.address(), ",\"usage\":[{\"tokens\":7},{\"tokens\":8}]"));
        AtomicInteger sequence = new AtomicInteger(1);
        AgentFixture.await(
            () -> {
              one.post("/v1/exchange", said("a", sequence.incrementAndGet(), engine.address(), ""));
              return two.post("/v1/exchange", "{\"instance\":\"b\",\"sequence\":1}")
                  .body()
                  .contains("\"inFlight\":3,\"pendingPromptTokens\":70,\"myInFlight\":0");
            },
            "the other's load");
        AgentOnRedisIT.with(
            redis.uri(),
            r -> {
              AgentFixture.await(() -> r.xlen("samovar:usage") == 2, "usage is kept");
              assertThat(r.xrange("samovar:usage", Range.unbounded()).get(1).getBody())
                  .containsEntry("record", "{\"tokens\":8}");
              AgentFixture.await(
                  () -> r.pttl("samovar:state:{qwen}:" + engine.address()) > 0, "its state lives");
            });
      }
    }
  }

  @Test
  void aFullRedisAndForeignValuesUnderOurKeysHurtNobody() throws Exception {
    try (RedisFixture redis = new RedisFixture();
        EngineFixture engine = new EngineFixture(EngineFixture.vllm(2, 5))) {
      AgentOnRedisIT.with(
          redis.uri(),
          r -> {
            r.lpush("samovar:agents", "not a map");
            r.lpush("samovar:state:{qwen}:" + engine.address(), "x");
            r.set("samovar:usage", "not a stream");
          });
      String yaml = scraped("redis: { uri: \"" + redis.uri() + "\" }\n", engine);
      try (AgentFixture agent = new AgentFixture(yaml)) {
        AgentFixture.await(
            () -> agent.get("/v1/metrics?keys=qwen").body().equals("{\"qwen\":7}"), "load");
        AgentOnRedisIT.with(redis.uri(), r -> r.configSet("maxmemory", "1"));
        engine.behave(EngineFixture.vllm(9, 9));
        AgentFixture.await(
            () -> agent.get("/v1/snapshot").body().contains("\"running\":9"), "known");
        agent.post("/v1/exchange", said("a", 1, engine.address(), ",\"usage\":[{\"t\":1}]"));
        agent.awaitReady();
        AgentOnRedisIT.with(
            redis.uri(),
            r -> {
              r.configSet("maxmemory", "0");
              r.del("samovar:usage");
              AgentFixture.await(() -> r.xlen("samovar:usage") == 1, "usage is kept");
            });
        AgentFixture.await(
            () -> agent.get("/v1/metrics?keys=qwen").body().equals("{\"qwen\":18}"), "again");
      }
    }
  }

  @Test
  void aKilledRedisLeavesSnapshotAndExchange() throws Exception {
    try (RedisFixture redis = new RedisFixture();
        EngineFixture engine = new EngineFixture(EngineFixture.vllm(2, 5));
        AgentFixture agent =
            new AgentFixture(scraped("redis: { uri: \"" + redis.uri() + "\" }\n", engine))) {
      AgentFixture.await(() -> agent.get("/v1/snapshot").body().contains("\"running\":5"), "known");
      redis.stop();
      engine.behave(EngineFixture.vllm(2, 6));
      AgentFixture.await(
          () ->
              agent
                  .post("/v1/exchange", "{\"instance\":\"b\",\"sequence\":1}")
                  .body()
                  .contains("\"running\":6.0"),
          "still scraped");
      redis.start();
      AgentFixture.await(
          () -> agent.get("/v1/metrics?keys=qwen").body().equals("{\"qwen\":8}"), "written");
    }
  }

  @Test
  void inAClusterAProviderLiesInOneSlotAndAllAgentsKnowIt() throws Exception {
    try (ClusterFixture cluster = new ClusterFixture();
        EngineFixture engine = new EngineFixture(EngineFixture.vllm(2, 5))) {
      String yaml =
          scraped("redis: { uri: \"" + cluster.uri() + "\", cluster: true }\n", engine)
              + "  - { name: other, targets: [ { static: [\""
              + engine.address()
              + "\"] } ] }\n";
      try (AgentFixture one = new AgentFixture(yaml);
          AgentFixture two = new AgentFixture(yaml)) {
        for (AgentFixture agent : new AgentFixture[] {one, two}) {
          AgentFixture.await(
              () -> agent.get("/v1/status").body().split("\"agent-", -1).length == 4, "both");
          AgentFixture.await(
              () -> agent.get("/v1/snapshot").body().split("\"running\":5", -1).length == 3,
              "both endpoints");
        }
      }
    }
  }

  @Test
  void aTargetIsAskedOverTlsAndTheListenerWantsACertificate() throws Exception {
    CertificateFixture own = CertificateFixture.in(directory, "own");
    String tls =
        "tls: { ca: \""
            + own.certificate()
            + "\", certificate: \""
            + own.certificate()
            + "\", key: \""
            + own.key()
            + "\" }";
    try (AgentFixture inner = new AgentFixture("exchange: { " + tls + " }\n");
        AgentFixture asking =
            new AgentFixture(
                "engines: { itself: { signals: { running: samovar_agent_gateways } } }\n"
                    + "scrape: { interval: 100ms, timeout: 2s }\nproviders:\n"
                    + "  - name: a\n    engine: itself\n    targets:\n"
                    + "      - { static: [\"127.0.0.1:"
                    + inner.port()
                    + "\"], "
                    + tls
                    + " }\n"
                    + "  - name: b\n    engine: itself\n    targets:\n"
                    + "      - { static: [\"localhost:"
                    + inner.port()
                    + "\"], scheme: https }\n")) {
      AgentFixture.await(
          () ->
              asking.get("/v1/metrics?keys=a").body().equals("{\"a\":null}")
                  && asking.get("/v1/snapshot").body().contains("\"running\":0"),
          "asked over TLS");
      AgentFixture.await(
          () -> asking.get("/v1/snapshot").body().split("\"running\"", -1).length == 2,
          "one of two is known");
      URI uri = URI.create("https://127.0.0.1:" + inner.port() + "/healthz");
      HttpRequest request = HttpRequest.newBuilder(uri).build();
      TlsConfig without =
          new TlsConfig(Optional.of(own.certificate()), Optional.empty(), Optional.empty(), false);
      HttpClient stranger = HttpClient.newBuilder().sslContext(ClientTls.context(without)).build();
      assertThatThrownBy(() -> stranger.send(request, HttpResponse.BodyHandlers.ofString()))
          .isInstanceOf(java.io.IOException.class);
    }
  }
}
