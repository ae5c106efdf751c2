package dev.samovar.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The agent before a real Redis that is well, late, gone and back. */
class AgentOnRedisIT {
  private static final String KEYS = "/v1/metrics?prefix=ai_metric:&keys=";

  static void with(String uri, Consumer<RedisCommands<String, String>> work) {
    RedisClient client = RedisClient.create(uri);
    try (StatefulRedisConnection<String, String> connection = client.connect()) {
      work.accept(connection.sync());
    } finally {
      client.shutdown();
    }
  }

  static void pause(String uri, int millis) {
    with(
        uri,
        r ->
            r.dispatch(
                CommandType.CLIENT,
                new StatusOutput<>(StringCodec.UTF8),
                new CommandArgs<>(StringCodec.UTF8).add("PAUSE").add(millis)));
  }

  @Test
  void valuesAreAnsweredAsTheyAreAndInTheOrderAsked() throws Exception {
    try (RedisFixture redis = new RedisFixture();
        AgentFixture agent = AgentFixture.onRedis(redis.uri()).awaitReady()) {
      with(
          redis.uri(),
          r -> {
            r.set("ai_metric:ka", "90");
            r.set("ai_metric:half", "10.5");
            r.set("ai_metric:exp", "1e3");
            r.set("ai_metric:line", "7\n");
          });
      HttpResponse<String> answer = agent.get(KEYS + "line,exp,ka,kb,half,ka");
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body())
          .isEqualTo("{\"line\":7,\"exp\":1e3,\"ka\":90,\"kb\":null,\"half\":10.5}");
      assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
      assertThat(answer.headers().firstValueAsLong("x-samovar-age-ms").orElseThrow())
          .isBetween(0L, 60_000L);
    }
  }

  @Test
  void foreignTypesAndTextsUnderOurKeysAreNull() throws Exception {
    try (RedisFixture redis = new RedisFixture();
        AgentFixture agent = AgentFixture.onRedis(redis.uri()).awaitReady()) {
      with(
          redis.uri(),
          r -> {
            r.lpush("ai_metric:list", "1");
            r.set("ai_metric:nan", "NaN");
            r.set("ai_metric:inf", "1e999");
            r.set("ai_metric:text", "{\"evil\":1}");
            r.set("ai_metric:huge", "1".repeat(5_000_000));
            r.set("ai_metric:good", "1");
          });
      assertThat(agent.get(KEYS + "list,nan,inf,text,huge,good").body())
          .isEqualTo(
              "{\"list\":null,\"nan\":null,\"inf\":null,\"text\":null,\"huge\":null,\"good\":1}");
      assertThat(agent.get("/metrics").body())
          .contains("samovar_agent_values_not_numeric_total 4.0");
    }
  }

  @Test
  void aKeyMayHoldAnyCharacter() throws Exception {
    try (RedisFixture redis = new RedisFixture();
        AgentFixture agent = AgentFixture.onRedis(redis.uri()).awaitReady()) {
      with(
          redis.uri(),
          r -> {
            r.set("ai_metric:a,b", "1");
            r.set("ai_metric:a+b \"q\"", "2");
            r.set("ai_metric:测试", "3");
          });
      assertThat(agent.get(KEYS + "a%2Cb,a+b%20%22q%22,%E6%B5%8B%E8%AF%95").body())
          .isEqualTo("{\"a,b\":1,\"a+b \\\"q\\\"\":2,\"测试\":3}");
    }
  }

  @Test
  void fourThousandKeysAreOneAnswer() throws Exception {
    try (RedisFixture redis = new RedisFixture();
        AgentFixture agent = AgentFixture.onRedis(redis.uri()).awaitReady()) {
      with(redis.uri(), r -> r.set("ai_metric:k4095", "4"));
      String keys = String.join(",", IntStream.range(0, 4096).mapToObj(i -> "k" + i).toList());
      assertThat(agent.get(KEYS + keys).body())
          .startsWith("{\"k0\":null,")
          .endsWith(",\"k4095\":4}");
      assertThat(agent.get(KEYS + keys + ",more").statusCode()).isEqualTo(400);
    }
  }

  @Test
  void aKilledRedisIs503AndAReturningOneIsUsedAgain() throws Exception {
    try (RedisFixture redis = new RedisFixture();
        AgentFixture agent = AgentFixture.onRedis(redis.uri()).awaitReady()) {
      redis.stop();
      AgentFixture.await(() -> agent.get("/readyz").statusCode() == 503, "not ready");
      HttpResponse<String> gone = agent.get(KEYS + "ka");
      assertThat(gone.statusCode()).isEqualTo(503);
      assertThat(gone.body())
          .contains("\"code\":\"store_unavailable\"", "\"type\":\"server_error\"");
      assertThat(agent.get("/healthz").statusCode()).isEqualTo(200);

      redis.start();
      with(redis.uri(), r -> r.set("ai_metric:ka", "5"));
      agent.awaitReady();
      assertThat(agent.get(KEYS + "ka").body()).isEqualTo("{\"ka\":5}");
    }
  }

  @Test
  void startsWithoutRedisAndFindsItLater() throws Exception {
    try (RedisFixture redis = new RedisFixture()) {
      redis.stop();
      try (AgentFixture agent = AgentFixture.onRedis(redis.uri())) {
        assertThat(agent.get("/readyz").statusCode()).isEqualTo(503);
        assertThat(agent.get(KEYS + "ka").statusCode()).isEqualTo(503);
        redis.start();
        agent.awaitReady();
        assertThat(agent.get(KEYS + "ka").body()).isEqualTo("{\"ka\":null}");
      }
    }
  }

  @Test
  void aSlowRedisIs503AtTheDeadlineAndWellAgainLater() throws Exception {
    try (RedisFixture redis = new RedisFixture();
        AgentFixture agent =
            new AgentFixture("redis: { uri: \"" + redis.uri() + "\", timeout: 100ms }\n")
                .awaitReady()) {
      with(redis.uri(), r -> r.set("ai_metric:ka", "5"));
      // Asked within the pause, or, on a machine that stands still, within a later one.
      AgentFixture.await(
          () -> {
            pause(redis.uri(), 4_000);
            HttpResponse<String> late = agent.get(KEYS + "ka");
            return late.statusCode() == 503
                && late.body().contains("redis: no answer within 100 ms")
                && late.body().contains("store_timeout");
          },
          "too late");
      agent.awaitReady();
      AgentFixture.await(() -> agent.get(KEYS + "ka").body().equals("{\"ka\":5}"), "well again");
    }
  }

  @Test
  void fiftyCallersAtOnceEachGetTheirOwnAnswer() throws Exception {
    try (RedisFixture redis = new RedisFixture();
        AgentFixture agent = AgentFixture.onRedis(redis.uri()).awaitReady()) {
      with(redis.uri(), r -> IntStream.range(0, 50).forEach(i -> r.set("ai_metric:k" + i, "" + i)));
      for (int round = 0; round < 20; round++) {
        List<CompletableFuture<HttpResponse<String>>> answers =
            IntStream.range(0, 50).mapToObj(i -> agent.getAsync(KEYS + "k" + i)).toList();
        for (int i = 0; i < 50; i++) {
          assertThat(answers.get(i).join().body()).isEqualTo("{\"k" + i + "\":" + i + "}");
        }
      }
    }
  }

  @Test
  void aPasswordInTheUriOpensRedisAndAWrongOneIsAReasonWithoutThePassword() throws Exception {
    try (RedisFixture redis = new RedisFixture("requirepass hunter2hunter2")) {
      String right = "redis://:hunter2hunter2@127.0.0.1:" + redis.port();
      try (AgentFixture agent = AgentFixture.onRedis(right).awaitReady()) {
        assertThat(agent.get(KEYS + "ka").body()).isEqualTo("{\"ka\":null}");
        assertThat(agent.get("/metrics").body()).doesNotContain("hunter2");
      }
      String wrong = "redis://:wr0ngwr0ng@127.0.0.1:" + redis.port();
      try (AgentFixture agent = AgentFixture.onRedis(wrong)) {
        AgentFixture.await(() -> agent.get("/readyz").body().contains("WRONGPASS"), "reason");
        assertThat(agent.get(KEYS + "ka").statusCode()).isEqualTo(503);
        assertThat(agent.get("/readyz").body() + agent.get(KEYS + "ka").body())
            .doesNotContain("wr0ng");
      }
    }
  }

  @Test
  void aServerThatVanishedWithoutClosingIsLeftForANewConnection() throws Exception {
    try (RedisFixture redis = new RedisFixture();
        BlackHole wire = new BlackHole(redis.port());
        AgentFixture agent =
            new AgentFixture(
                    "redis: { uri: \"redis://127.0.0.1:" + wire.port() + "\", timeout: 100ms }\n")
                .awaitReady()) {
      wire.swallowConnectionsSoFar();
      assertThat(agent.get(KEYS + "ka").statusCode()).isEqualTo(503);
      agent.awaitReady();
      AgentFixture.await(() -> agent.get(KEYS + "ka").body().equals("{\"ka\":null}"), "answered");
    }
  }
}
