package dev.samovar.agent.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.samovar.agent.config.AgentConfig;
import dev.samovar.agent.config.ConfigReader;
import dev.samovar.agent.config.HostPort;
import dev.samovar.agent.config.Overrides;
import dev.samovar.agent.http.Answer;
import dev.samovar.agent.http.Request;
import dev.samovar.agent.map.Engines;
import dev.samovar.agent.map.Signal;
import dev.samovar.agent.map.Signals;
import dev.samovar.agent.metrics.AgentMetrics;
import dev.samovar.agent.scrape.Board;
import dev.samovar.agent.scrape.Target;
import dev.samovar.agent.snapshot.Seen;
import dev.samovar.agent.snapshot.Snapshots;
import dev.samovar.agent.store.MemoryStore;
import dev.samovar.agent.store.Pipeline;
import dev.samovar.agent.store.RedisUris;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Filters and an agent without sockets, their clock moved by hand. */
class ExchangeTest {
  private final AtomicLong now = new AtomicLong(1_000_000_000L);
  private final MemoryStore store = new MemoryStore(now::get);
  private final Snapshots snapshots =
      new Snapshots(
          "agent-1", new Board(), now::get, () -> 1_700_000_000_000L, Duration.ofHours(1));
  private final ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(0);
  private AgentMetrics metrics;
  private Exchange exchange = agent("", "agent-1", Set.of("agent-1"));
  private final WireFilter one = new WireFilter("one");
  private final WireFilter two = new WireFilter("two");

  private Exchange agent(String yaml, String id, Set<String> living) {
    AgentConfig config =
        new ConfigReader(Set.of("vllm"), RedisUris::check, Map.of("TOKEN", "open sesame"))
            .read("test", yaml + "\nagents: { id: " + id + " }", Overrides.NONE)
            .config();
    metrics = new AgentMetrics("test", now::get);
    return new Exchange(
        config, snapshots, () -> living, store, metrics, scheduler, now::get, () -> {});
  }

  @BeforeEach
  void twoEndpoints() {
    endpoints(2);
  }

  @AfterEach
  void end() {
    scheduler.shutdownNow();
  }

  private static Target target(int i) {
    return new Target("p", new HostPort("10.0.0." + i, 8000), Engines.builtIn().get("vllm"));
  }

  private void endpoints(int count) {
    List<Target> targets = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      targets.add(target(i));
    }
    snapshots.targets(targets);
  }

  private void seen(int i, Map<Signal, Double> known) {
    now.addAndGet(20_000_000);
    Map<String, Seen> all = new HashMap<>(seen);
    all.put(
        target(i).id(), new Seen(new Signals(known), now.get() / 1_000_000, now.get(), "other"));
    seen = all;
    snapshots.others(all);
  }

  private Map<String, Seen> seen = Map.of();

  private Answer post(byte[] body, String type, String accept) {
    return exchange
        .answer(
            Request.of("POST", Exchange.PATH)
                .with(Map.of("content-type", type, "accept", accept), body, true))
        .toCompletableFuture()
        .join();
  }

  private void exchange(WireFilter filter, WireWriter body) {
    Answer answer = post(body.bytes(), Exchange.CONTENT_TYPE, "*/*");
    assertThat(answer.status()).isEqualTo(200);
    filter.take(answer.body());
  }

  private JsonNode json(String body) throws Exception {
    Answer answer = post(body.getBytes(StandardCharsets.UTF_8), Answer.JSON, Answer.JSON);
    return new ObjectMapper().readTree(answer.body());
  }

  private static WireWriter counts(WireWriter body, String id, long inFlight, long pending) {
    String[] parts = id.split("/");
    WireWriter section = new WireWriter().varint(1);
    WireFilter.byName(section, parts[0], parts[1]).varint(inFlight).varint(pending);
    return body.section(3, section.varint(0).varint(0).varint(0).varint(0));
  }

  @Test
  void theFirstAnswerIsFullAndTheNextOnesAreWhatChanged() {
    seen(1, Map.of(Signal.WAITING, 3.0, Signal.KV_CACHE_USAGE, 0.5));
    exchange(one, one.begin());
    assertThat(one.full).isTrue();
    assertThat(one.endpoints.values()).containsExactly("p/10.0.0.1:8000", "p/10.0.0.2:8000");
    assertThat(one.providers.values()).containsExactly("p,vllm");
    long first = one.index("p/10.0.0.1:8000");
    assertThat(one.loads.get(first)).isEqualTo(Map.of(0, 3L, 2, 5000L));
    assertThat(one.loads.get(one.index("p/10.0.0.2:8000"))).isEmpty();
    exchange(one, one.begin());
    assertThat(one.full).isFalse();
    assertThat(one.sections).containsExactly(1, 6, 9);
    seen(2, Map.of(Signal.RUNNING, 7.0, Signal.TIME_TO_FIRST_TOKEN, 0.25));
    exchange(one, one.begin());
    assertThat(one.sections).containsExactly(1, 5, 6, 9);
    assertThat(one.loads.get(one.index("p/10.0.0.2:8000"))).isEqualTo(Map.of(1, 7L, 6, 250_000L));
    endpoints(1);
    exchange(one, one.begin());
    assertThat(one.endpoints.values()).containsExactly("p/10.0.0.1:8000");
    assertThat(one.sections).contains(4).doesNotContain(2, 3);
  }

  @Test
  void aRestartedAgentOrALostAnswerCostsNothing() {
    seen(1, Map.of(Signal.WAITING, 3.0));
    exchange(one, one.begin());
    seen(1, Map.of(Signal.WAITING, 4.0));
    post(one.begin().bytes(), Exchange.CONTENT_TYPE, "*/*");
    exchange(one, one.begin());
    assertThat(one.loads.get(one.index("p/10.0.0.1:8000"))).containsEntry(0, 4L);
    exchange = agent("", "agent-1", Set.of("agent-1"));
    exchange(one, one.begin());
    assertThat(one.full).isTrue();
    assertThat(one.keysWanted).isTrue();
    assertThat(one.loads.get(one.index("p/10.0.0.1:8000"))).containsEntry(0, 4L);
  }

  @Test
  void theFleetIsTheSumOfAllAndMineIsMine() {
    exchange(one, counts(one.begin(), "p/10.0.0.1:8000", 3, 100));
    exchange(two, counts(two.begin(), "p/10.0.0.1:8000", 4, 50));
    long index = two.index("p/10.0.0.1:8000");
    assertThat(two.fleet).isEqualTo(Map.of(index, List.of(7L, 150L, 4L, 50L)));
    assertThat(two.gateways).isEqualTo(2);
    assertThat(two.workers).isEqualTo(4);
    exchange(one, one.begin());
    exchange(two, two.again());
    assertThat(two.fleet).isEqualTo(Map.of(index, List.of(4L, 50L, 4L, 50L)));
    now.addAndGet(3_100_000_000L);
    exchange(one, one.begin());
    assertThat(one.fleet).isEmpty();
    assertThat(one.gateways).isEqualTo(1);
  }

  @Test
  void countsByIndexAreThoseOfTheEpoch() {
    exchange(one, one.begin());
    long index = one.index("p/10.0.0.2:8000");
    WireWriter section = new WireWriter().varint(1).varint(index + 1);
    section.varint(5).varint(0).varint(0).varint(0).varint(0).varint(0);
    exchange(one, one.begin().section(3, section));
    assertThat(one.fleet).containsEntry(index, List.of(5L, 0L, 5L, 0L));
    one.epoch = 77;
    exchange(one, one.begin().section(3, section));
    assertThat(one.fleet).isEmpty();
    assertThat(exposition()).contains("records_rejected_total{reason=\"epoch\"} 1.0");
  }

  @Test
  void aRepeatedSequenceIsTakenOnce() {
    WireWriter usage = new WireWriter().varint(1).text("{\"tokens\":1}");
    exchange(one, one.begin().section(4, usage));
    assertThat(one.repeated).isFalse();
    exchange(one, one.again().section(4, usage));
    assertThat(one.repeated).isTrue();
    exchange(one, one.begin());
    one.sequence = 1;
    exchange(one, one.again().section(4, usage).section(200, new WireWriter().u64(1)));
    assertThat(exposition()).contains("usage_records_total{result=\"accepted\"} 1.0");
  }

  private String exposition() {
    return new String(metrics.exposition(), StandardCharsets.UTF_8);
  }

  @Test
  void prefixNewsTravelToOthersOnceAndWithinABudget() {
    exchange(one, one.begin());
    exchange(two, two.begin());
    WireWriter section = new WireWriter().varint(3);
    for (int piece = 0; piece < 3; piece++) {
      WireFilter.byName(section, "p", "10.0.0.1:8000").varint(500);
      for (int i = 0; i < 500; i++) {
        section.u64(-1L - 500 * piece - i);
      }
    }
    exchange(one, one.begin().section(5, section));
    assertThat(one.news).isEmpty();
    exchange(two, two.begin());
    assertThat(two.news.get("p/10.0.0.1:8000")).hasSize(1000).startsWith(-1L, -2L);
    exchange(two, two.begin());
    assertThat(two.news.get("p/10.0.0.1:8000")).hasSize(500).endsWith(-1500L);
    exchange(two, two.begin());
    assertThat(two.news).isEmpty();
    assertThat(two.sections).doesNotContain(8);
  }

  @Test
  void anotherAgentsProxiesCountAndTheirNewsArrive() {
    Set<String> both = Set.of("agent-1", "agent-2");
    Exchange first = agent("", "agent-1", both);
    Exchange second = agent("", "agent-2", both);
    exchange = first;
    WireWriter news = WireFilter.byName(new WireWriter().varint(1), "p", "10.0.0.2:8000");
    exchange(one, counts(one.begin(), "p/10.0.0.1:8000", 3, 9).section(5, news.varint(1).u64(42)));
    exchange = second;
    exchange(two, two.begin());
    for (Exchange agent : List.of(first, second, second)) {
      Pipeline pipeline = store.pipeline();
      agent.join(pipeline);
      pipeline.send();
    }
    exchange(two, two.begin());
    assertThat(two.fleet.values()).containsExactly(List.of(3L, 9L, 0L, 0L));
    assertThat(two.gateways).isEqualTo(2);
    assertThat(two.news).isEqualTo(Map.of("p/10.0.0.2:8000", List.of(42L)));
  }

  @Test
  void theValuesOfMetricKeysComeInTheOrderAsked() {
    store.write(Map.of("ai_metric:a", "90", "ai_metric:c", "no number"), Duration.ofMinutes(1));
    WireWriter keys = new WireWriter().text("ai_metric:").varint(3).text("b").text("a").text("c");
    exchange(one, one.begin().section(2, keys));
    assertThat(one.values).containsExactly("", "90", "");
    assertThat(one.keysWanted).isFalse();
    exchange(one, one.begin());
    assertThat(one.values).containsExactly("", "90", "");
    WireWriter foreign = new WireWriter().text("session:").varint(1).text("x");
    Answer refused = post(one.begin().section(2, foreign).bytes(), Exchange.CONTENT_TYPE, "*/*");
    assertThat(refused.status()).isEqualTo(403);
  }

  @Test
  void anEndpointTakesAtMostSixtyFourBytesFleetIncluded() {
    Map<Signal, Double> known = new HashMap<>();
    Random random = new Random(1);
    for (int i = 1; i <= 200; i++) {
      known.put(Signal.WAITING, (double) random.nextInt(300));
      known.put(Signal.RUNNING, (double) random.nextInt(300));
      known.put(Signal.KV_CACHE_USAGE, random.nextDouble());
      known.put(Signal.BLOCK_SIZE, 16.0);
      known.put(Signal.BLOCK_COUNT, 30_000.0);
      known.put(Signal.PREFIX_CACHE_HIT_RATE, random.nextDouble());
      known.put(Signal.TIME_TO_FIRST_TOKEN, 3 * random.nextDouble());
      known.put(Signal.INTER_TOKEN_LATENCY, random.nextDouble() / 10);
      known.put(Signal.TOKENS_IN, 50_000 * random.nextDouble());
      known.put(Signal.TOKENS_OUT, 5_000 * random.nextDouble());
      known.put(Signal.MAX_LORA, 8.0);
      seen(i, known);
    }
    endpoints(200);
    WireWriter section = new WireWriter().varint(200);
    for (int i = 1; i <= 200; i++) {
      WireFilter.byName(section, "p", "10.0.0." + i + ":8000").varint(200).varint(500_000);
      section.varint(9).varint(1).varint(9).varint(9);
    }
    Answer answer = post(one.begin().section(3, section).bytes(), Exchange.CONTENT_TYPE, "*/*");
    assertThat(answer.body().length / 200).isLessThanOrEqualTo(64);
    one.take(answer.body());
    assertThat(one.loads).hasSize(200);
    assertThat(one.fleet).hasSize(200);
  }

  @Test
  void peopleReadAndWriteJson() throws Exception {
    seen(1, Map.of(Signal.WAITING, 3.0));
    JsonNode answer =
        json(
            "{\"instance\":\"me\",\"sequence\":1,\"proxy\":\"curl\",\"endpoints\":[{\"provider\":"
                + "\"p\",\"address\":\"10.0.0.1:8000\",\"inFlight\":2}],\"decisions\":[{\"model\":"
                + "\"auto\",\"provider\":\"p\",\"reason\":\"least load\",\"level\":\"aged\"}]}");
    assertThat(answer.at("/endpoints/0/waiting").asInt()).isEqualTo(3);
    assertThat(answer.at("/endpoints/0/inFlight").asInt()).isEqualTo(2);
    assertThat(answer.path("quotas").isEmpty()).isTrue();
    assertThat(exchange.decisions().shown().get(0).decision().reason()).isEqualTo("least load");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "7",
        "[]",
        "{",
        "{}",
        "{\"instance\":\"a b\",\"sequence\":1}",
        "{\"instance\":\"a\"}",
        "{\"instance\":\"a\",\"sequence\":-1}",
        "{\"instance\":\"a\",\"sequence\":1.5}",
        "{\"instance\":\"a\",\"sequence\":1e30}",
        "{\"instance\":\"a\",\"sequence\":1,\"endpoints\":[{\"inFlight\":-1}]}",
        "{\"instance\":\"a\",\"sequence\":1,\"endpoints\":7}",
        "{\"instance\":\"a\",\"sequence\":1,\"prefixes\":[{\"hashes\":[\"xyz\"]}]}",
        "{\"instance\":\"a\",\"sequence\":1,\"decisions\":[{\"level\":\"odd\"}]}"
      })
  void aMalformedJsonExchangeIs400AndChangesNothing(String body) {
    Answer answer = post(body.getBytes(StandardCharsets.UTF_8), Answer.JSON, Answer.JSON);
    assertThat(answer.status()).isEqualTo(400);
    assertThat(exchange.gateways().shown()).isEmpty();
  }

  @Test
  void everyCutAndEveryFlippedByteIsAnAnswerAndNeverAFailure() {
    exchange(one, one.begin());
    WireWriter keys = new WireWriter().text("ai_metric:").varint(1).text("b");
    WireWriter decision = new WireWriter().varint(1).varint(5).text("m").text("p").text("a");
    byte[] good =
        counts(one.begin().section(2, keys), "p/10.0.0.1:8000", 1, 1)
            .section(6, decision.text("r").u8(0))
            .bytes();
    for (int length = 0; length < good.length; length++) {
      byte[] cut = java.util.Arrays.copyOf(good, length);
      assertThat(post(cut, Exchange.CONTENT_TYPE, "").status()).isIn(200, 400);
    }
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      byte[] flipped = good.clone();
      flipped[random.nextInt(flipped.length)] = (byte) random.nextInt(256);
      assertThat(post(flipped, Exchange.CONTENT_TYPE, "").status()).isIn(200, 400, 403);
    }
  }

  private static WireWriter ended(
      WireWriter body, long requests, long errors, long firstMicros, long micros) {
    WireWriter section = WireFilter.byName(new WireWriter().varint(1), "p", "10.0.0.1:8000");
    section.varint(0).varint(0).varint(requests).varint(errors).varint(firstMicros);
    return body.section(3, section.varint(micros));
  }

  private JsonNode observed() {
    ObjectNode node = new ObjectMapper().createObjectNode();
    exchange.show("p/10.0.0.1:8000", node);
    return node.path("observed");
  }

  @Test
  void whatProxiesObservedIsAveragedOverAllOfThemByTheirRequests() {
    exchange(one, ended(one.begin(), 30, 3, 100_000, 1_000_000));
    exchange(one, ended(one.again(), 30, 3, 100_000, 1_000_000));
    exchange(two, ended(two.begin(), 10, 0, 500_000, 0));
    assertThat(observed().toString())
        .isEqualTo(
            "{\"requestsPerSecond\":4.0,\"errorRate\":0.075,\"timeToFirstToken\":0.2,"
                + "\"latency\":1.0}");
    now.addAndGet(9_000_000_000L);
    exchange(two, ended(two.begin(), 10, 10, 0, 0));
    now.addAndGet(2_000_000_000L);
    assertThat(observed().toString()).isEqualTo("{\"requestsPerSecond\":1.0,\"errorRate\":1.0}");
    now.addAndGet(10_000_000_000L);
    assertThat(observed().isMissingNode()).isTrue();
  }

  @Test
  void whatAnotherAgentsProxiesObservedCountsAndNonsenseDoesNot() {
    Set<String> three = Set.of("agent-1", "agent-2", "agent-3");
    Exchange first = agent("", "agent-1", three);
    Exchange second = agent("", "agent-2", three);
    exchange = first;
    exchange(one, ended(one.begin(), 20, 2, Long.MAX_VALUE, 2_000_000));
    Pipeline foreign = store.pipeline();
    foreign.put(
        "samovar:gateways:{all}:agent-3",
        "{\"v\":1,\"o\":{\"p/10.0.0.1:8000\":[1,2,0,0,0,0],\"x\":7,\"p/y\":[-1]}}",
        Duration.ofHours(1));
    foreign.send();
    for (Exchange agent : List.of(first, second)) {
      Pipeline pipeline = store.pipeline();
      agent.join(pipeline);
      pipeline.send();
    }
    exchange = second;
    assertThat(observed().path("requestsPerSecond").asDouble()).isEqualTo(2);
    assertThat(observed().path("errorRate").asDouble()).isEqualTo(0.1);
    assertThat(observed().path("timeToFirstToken").asDouble()).isEqualTo(3600);
    assertThat(observed().path("latency").asDouble()).isEqualTo(2);
  }

  @Test
  void aFilterOfAnotherVersionIsUnderstoodAsFarAsItIsKnown() {
    WireWriter who = new WireWriter();
    who.text("old").varint(1).text("proxy").varint(2).u64(0).varint(0).varint(0).varint(0);
    who.text("a field of a later version").varint(7);
    WireWriter counts = WireFilter.byName(new WireWriter().varint(1), "p", "10.0.0.1:8000");
    counts.varint(4).varint(40).varint(0).varint(0).varint(0).varint(0).text("later still");
    WireWriter body = new WireWriter().raw(BinaryUpload.MAGIC).u8(1);
    body.section(0, new WireWriter().u64(1)).section(1, who).section(3, counts);
    body.section(200, new WireWriter().text("a section of a later version"));
    exchange(one, body);
    assertThat(one.fleet.values()).containsExactly(List.of(4L, 40L, 4L, 40L));
    // The least that a filter may say.
    exchange(two, two.begin());
    assertThat(two.endpoints).hasSize(2);
  }

  @Test
  void anAnswerOfALaterVersionIsReadAsFarAsItIsKnown() {
    seen(1, Map.of(Signal.WAITING, 3.0));
    byte[] answer = post(one.begin().bytes(), Exchange.CONTENT_TYPE, "*/*").body();
    WireWriter later = new WireWriter().raw(BinaryUpload.MAGIC).u8(1);
    WireReader in = new WireReader(answer, 4, answer.length);
    while (in.hasMore()) {
      int type = in.u8();
      WireReader part = in.part();
      WireWriter payload = new WireWriter();
      while (part.hasMore()) {
        payload.u8(part.u8());
      }
      later.section(type, type == 1 ? payload.text("a field of a later version") : payload);
    }
    one.take(answer);
    WireFilter other = new WireFilter("other");
    other.take(later.section(99, new WireWriter().text("a later section")).bytes());
    assertThat(other.endpoints).isEqualTo(one.endpoints).hasSize(2);
    assertThat(other.loads).isEqualTo(one.loads).isNotEmpty();
    assertThat(other.sections).contains(99);
    assertThat(other.epoch).isEqualTo(one.epoch);
  }

  @Test
  void whatEndedIsCountedByProviderAndOnce() {
    WireWriter section = WireFilter.byName(new WireWriter().varint(1), "p", "10.0.0.1:8000");
    section.varint(0).varint(0).varint(10).varint(3).varint(0).varint(0);
    exchange(one, one.begin().section(3, section));
    exchange(one, one.again().section(3, section));
    assertThat(exposition())
        .contains(
            "gateway_requests_total{provider=\"p\",result=\"error\"} 3.0",
            "gateway_requests_total{provider=\"p\",result=\"ok\"} 7.0");
  }

  @Test
  void lyingCountsAreCountedAndPassedOver() {
    exchange(one, counts(one.begin(), "p/10.0.0.1:8000", 5_000_000, 0));
    exchange(one, counts(one.begin(), "p/10.9.9.9:1", 5, 0));
    assertThat(one.fleet).isEmpty();
    assertThat(exposition())
        .contains("rejected_total{reason=\"range\"} 1.0", "{reason=\"endpoint\"} 1.0");
  }

  @Test
  void fromElsewhereATokenIsNeededAndAnotherVersionIsNamed() {
    byte[] body = one.begin().bytes();
    Request far =
        Request.of("POST", Exchange.PATH)
            .with(Map.of("content-type", Exchange.CONTENT_TYPE), body, false);
    assertThat(exchange.answer(far).toCompletableFuture().join().status()).isEqualTo(403);
    exchange = agent("exchange: { token: \"env:TOKEN\" }", "agent-1", Set.of());
    assertThat(exchange.answer(far).toCompletableFuture().join().status()).isEqualTo(401);
    Request known =
        far.with(
            Map.of("content-type", Exchange.CONTENT_TYPE, "authorization", "Bearer open sesame"),
            body,
            false);
    assertThat(exchange.answer(known).toCompletableFuture().join().status()).isEqualTo(200);
    body[3] = 9;
    assertThat(new String(post(body, Exchange.CONTENT_TYPE, "").body(), StandardCharsets.UTF_8))
        .contains("unknown_version", "version: must be 1, is 9");
    assertThat(post(body, "text/plain", "").status()).isEqualTo(415);
  }
}
