package dev.samovar.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.envoy.FreePorts;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Scraping over real sockets, from the engine to what a filter reads. */
class ScrapeIT {
  private static final String FAST = "scrape: { interval: 50ms, timeout: 150ms }\n";

  private static String provider(String name, String... addresses) {
    return "  - { name: "
        + name
        + ", key: "
        + name
        + "_1, targets: [ { static: [\""
        + String.join("\", \"", addresses)
        + "\"] } ] }\n";
  }

  private static void awaitLoad(AgentFixture agent, String key, String load) {
    AgentFixture.await(
        () -> agent.get("/v1/metrics?keys=" + key).body().equals("{\"" + key + "\":" + load + "}"),
        key + " is " + load);
  }

  @Test
  void theLoadIsTheSumOverTheTargetsThatAnswer() throws Exception {
    try (EngineFixture one = new EngineFixture(EngineFixture.vllm(2, 3));
        EngineFixture two = new EngineFixture(EngineFixture.vllm(10, 0));
        AgentFixture agent =
            new AgentFixture(
                FAST + "providers:\n" + provider("qwen", one.address(), two.address()))) {
      awaitLoad(agent, "qwen_1", "15");
      two.behave(EngineFixture.silent());
      awaitLoad(agent, "qwen_1", "5");
      two.behave(EngineFixture.vllm(1, 0));
      awaitLoad(agent, "qwen_1", "6");
    }
  }

  @Test
  void aTargetThatStartsLateIsFound() throws Exception {
    int port = FreePorts.next();
    try (AgentFixture agent =
        new AgentFixture(FAST + "providers:\n" + provider("qwen", "127.0.0.1:" + port))) {
      AgentFixture.await(
          () ->
              agent
                  .get("/metrics")
                  .body()
                  .contains("scrapes_total{provider=\"qwen\",result=\"unreachable\"}"),
          "unreachable");
      try (EngineFixture late = new EngineFixture(port, EngineFixture.vllm(0, 4))) {
        awaitLoad(agent, "qwen_1", "4");
        assertThat(late.requests()).isPositive();
      }
    }
  }

  static Stream<Arguments> badEngines() {
    String comment = "# " + "x".repeat(60_000) + "\n";
    return Stream.of(
        Arguments.of(
            "html",
            "content_type",
            EngineFixture.whole("200 OK", "text/html", "", "<html>hello</html>")),
        Arguments.of("html as text", "no_signal", EngineFixture.text("<html>\n<body>\n</html>")),
        Arguments.of(
            "500",
            "status",
            EngineFixture.whole(
                "500 Oops",
                "text/plain",
                "",
                "vllm:num_requests_waiting 1\nvllm:num_requests_running 1\n")),
        Arguments.of("empty", "no_signal", EngineFixture.text("")),
        Arguments.of(
            "ten gigabytes",
            "too_large|timeout",
            (EngineFixture.Behaviour)
                out -> {
                  out.write(
                      "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 10000000000\r\n\r\n"
                          .getBytes(StandardCharsets.US_ASCII));
                  byte[] lines = comment.getBytes(StandardCharsets.US_ASCII);
                  while (true) {
                    out.write(lines);
                  }
                }),
        Arguments.of(
            "no utf-8",
            "no_signal",
            (EngineFixture.Behaviour)
                out -> {
                  out.write(
                      "HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 4\r\n\r\n"
                          .getBytes(StandardCharsets.US_ASCII));
                  out.write(new byte[] {(byte) 0xff, (byte) 0xfe, (byte) 0xc3, '\n'});
                }),
        Arguments.of(
            "nan and negative",
            "no_signal|ok",
            EngineFixture.text("vllm:num_requests_waiting NaN\nvllm:num_requests_running -4\n")),
        Arguments.of(
            "endless line", "too_large|timeout", EngineFixture.endless(0, "x".repeat(1_000_000))),
        Arguments.of("endless lines", "too_large|timeout", EngineFixture.endless(0, comment)),
        Arguments.of("a byte at a time", "timeout", EngineFixture.endless(20, "x")),
        Arguments.of("silence", "timeout", EngineFixture.silent()),
        Arguments.of(
            "not http",
            "unreachable",
            (EngineFixture.Behaviour) out -> out.write(new byte[] {1, 2, 3})));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("badEngines")
  void aBadTargetIsUnknownCountedAndHurtsNobodyElse(
      String name, String results, EngineFixture.Behaviour bad) throws Exception {
    try (EngineFixture good = new EngineFixture(EngineFixture.vllm(1, 1));
        EngineFixture evil = new EngineFixture(bad);
        AgentFixture agent =
            new AgentFixture(
                FAST
                    + "providers:\n"
                    + provider("good", good.address())
                    + provider("evil", evil.address()))) {
      AgentFixture.await(
          () ->
              Stream.of(results.split("\\|"))
                  .anyMatch(
                      result ->
                          agent
                              .get("/metrics")
                              .body()
                              .contains("{provider=\"evil\",result=\"" + result + "\"}")),
          results + " is counted");
      awaitLoad(agent, "good_1", "2");
      assertThat(agent.get("/v1/metrics?keys=evil_1").body()).isEqualTo("{\"evil_1\":null}");
    }
  }

  @Test
  void aRedirectIsNotFollowed() throws Exception {
    try (EngineFixture elsewhere = new EngineFixture(EngineFixture.vllm(1, 1));
        EngineFixture redirecting =
            new EngineFixture(
                EngineFixture.whole(
                    "302 Found",
                    "text/plain",
                    "location: http://" + elsewhere.address() + "/metrics\r\n",
                    ""));
        AgentFixture agent =
            new AgentFixture(FAST + "providers:\n" + provider("qwen", redirecting.address()))) {
      AgentFixture.await(() -> redirecting.requests() > 2, "asked again");
      assertThat(elsewhere.requests()).isZero();
      assertThat(agent.get("/metrics").body()).contains("result=\"status\"");
    }
  }

  @Test
  void aMissingFamilyIsUnknownAndNotZero() throws Exception {
    try (EngineFixture half =
            new EngineFixture(EngineFixture.text("vllm:num_requests_running 7\n"));
        AgentFixture agent =
            new AgentFixture(FAST + "providers:\n" + provider("qwen", half.address()))) {
      AgentFixture.await(() -> half.requests() > 3, "scraped");
      assertThat(agent.get("/v1/metrics?keys=qwen_1").body()).isEqualTo("{\"qwen_1\":null}");
    }
  }

  @Test
  void aWrittenLoadExpiresAndAKeyWithoutTargetsIsLeftAlone() throws Exception {
    try (RedisFixture redis = new RedisFixture();
        EngineFixture engine = new EngineFixture(EngineFixture.vllm(3, 4));
        AgentFixture agent =
            new AgentFixture(
                FAST
                    + "redis: { uri: \""
                    + redis.uri()
                    + "\" }\nproviders:\n"
                    + "  - { name: mine, key: mine_1 }\n"
                    + provider("qwen", engine.address()))) {
      AgentOnRedisIT.with(redis.uri(), r -> r.set("ai_metric:mine_1", "42"));
      agent.awaitReady();
      awaitLoad(agent, "qwen_1", "7");
      AgentOnRedisIT.with(
          redis.uri(),
          r -> {
            AgentFixture.await(() -> r.pttl("ai_metric:qwen_1") > 0, "the load lives");
            assertThat(r.pttl("ai_metric:qwen_1")).isNotEqualTo(-1).isLessThanOrEqualTo(5_000L);
            assertThat(r.pttl("ai_metric:mine_1")).isEqualTo(-1);
            assertThat(r.get("ai_metric:mine_1")).isEqualTo("42");
          });
      redis.stop();
      redis.start();
      awaitLoad(agent, "qwen_1", "7");
    }
  }

  @Test
  void aDeadEnginesLoadExpiresAndTheOthersStay() throws Exception {
    try (RedisFixture redis = new RedisFixture();
        EngineFixture good = new EngineFixture(EngineFixture.vllm(1, 1));
        EngineFixture dying = new EngineFixture(EngineFixture.vllm(0, 1));
        AgentFixture agent =
            new AgentFixture(
                FAST
                    + "redis: { uri: \""
                    + redis.uri()
                    + "\" }\nproviders:\n"
                    + provider("good", good.address())
                    + provider("dying", dying.address()))) {
      awaitLoad(agent, "good_1", "2");
      awaitLoad(agent, "dying_1", "1");
      dying.close();
      AgentFixture.await(
          () -> agent.get("/v1/metrics?keys=dying_1").body().equals("{\"dying_1\":null}"),
          "the dead one's load is gone");
      awaitLoad(agent, "good_1", "2");
    }
  }

  @Test
  void aReadOnlyRedisIsReadAndNothingThatIsKnownIsLost() throws Exception {
    try (RedisFixture master = new RedisFixture();
        RedisFixture replica = new RedisFixture("replicaof 127.0.0.1 " + master.port());
        EngineFixture engine = new EngineFixture(EngineFixture.vllm(3, 4))) {
      AgentOnRedisIT.with(master.uri(), r -> r.set("ai_metric:other", "5"));
      AgentOnRedisIT.with(
          replica.uri(), r -> AgentFixture.await(() -> r.get("ai_metric:other") != null, "copied"));
      try (AgentFixture agent =
          new AgentFixture(
              FAST
                  + "redis: { uri: \""
                  + replica.uri()
                  + "\" }\nproviders:\n"
                  + provider("qwen", engine.address()))) {
        agent.awaitReady();
        AgentFixture.await(
            () -> agent.get("/v1/snapshot").body().contains("\"running\":4"), "known");
        AgentFixture.await(
            () -> agent.get("/metrics").body().contains("kind=\"refused\""), "counted");
        awaitLoad(agent, "other", "5");
        AgentOnRedisIT.with(replica.uri(), r -> r.replicaofNoOne());
        awaitLoad(agent, "qwen_1", "7");
      }
    }
  }
}
