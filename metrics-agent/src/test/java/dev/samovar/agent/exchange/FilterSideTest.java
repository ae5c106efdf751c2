package dev.samovar.agent.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import dev.samovar.agent.config.Access;
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
import dev.samovar.agent.store.RedisUris;
import dev.samovar.core.exchange.ExchangeAnswer;
import dev.samovar.core.exchange.ExchangeUpload;
import dev.samovar.core.exchange.NewsLog;
import dev.samovar.core.exchange.ProcessCounts;
import dev.samovar.core.exchange.SnapshotReader;
import dev.samovar.core.exchange.SnapshotRows;
import dev.samovar.core.exchange.VmCounts;
import dev.samovar.core.fleet.Endpoint;
import dev.samovar.core.fleet.Fleet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The exchange between this agent and the filter's own classes: neither knows the other's code. */
class FilterSideTest {
  private static final long DAY = 1_763_700_000_000L;
  private final AtomicLong now = new AtomicLong(1_000_000_000L);
  private final MemoryStore store = new MemoryStore(now::get);
  private final Snapshots snapshots =
      new Snapshots("agent-1", new Board(), now::get, () -> DAY, Duration.ofHours(1));
  private final ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(0);
  private Exchange exchange = agent();
  private final Map<String, Seen> seen = new HashMap<>();

  private Exchange agent() {
    return new Exchange(
        new ConfigReader(Set.of("vllm"), RedisUris::check)
            .read("test", "agents: { id: agent-1 }", Overrides.NONE)
            .config(),
        snapshots,
        () -> Set.of("agent-1"),
        store,
        new AgentMetrics("test", now::get),
        scheduler,
        now::get,
        () -> {});
  }

  @AfterEach
  void end() {
    scheduler.shutdownNow();
  }

  /** The proxy's day, by the same clock. */
  private long day() {
    return DAY + now.get() / 1_000_000;
  }

  /** One proxy: what its VMs count, and what the one that exchanges keeps. */
  private final class Proxy {
    private final long instance;
    private final VmCounts counts = new VmCounts();
    private final SnapshotRows rows = new SnapshotRows();
    private final SnapshotReader reader = new SnapshotReader();
    private final Fleet fleet = new Fleet();
    private ProcessCounts told;
    private ExchangeAnswer answer;
    private long sequence;
    private long epoch;
    private long revision;
    private long cursor;
    private byte[] log;
    private long logRead;

    Proxy(long instance) {
      this.instance = instance;
    }

    Proxy exchange(String... keys) {
      ProcessCounts all = new ProcessCounts();
      all.add(counts.toBytes(day()), day(), 0);
      ExchangeUpload upload =
          new ExchangeUpload().who(instance, ++sequence, "proxy", 2, epoch, revision, cursor);
      if (keys.length > 0) {
        upload.keys("ai_metric:", keys);
      }
      upload.counts(all, told);
      logRead = upload.prefixes(log, logRead);
      told = all;
      Answer response =
          exchange
              .answer(
                  Request.of("POST", Exchange.PATH)
                      .with(
                          Map.of("content-type", Exchange.CONTENT_TYPE),
                          upload.decisions(all).toBytes(),
                          true))
              .toCompletableFuture()
              .join();
      assertThat(response.status()).isEqualTo(200);
      answer = ExchangeAnswer.read(response.body());
      assertThat(answer).isNotNull();
      epoch = answer.epoch();
      revision = answer.revision();
      cursor = answer.newsCursor() < 0 ? cursor : answer.newsCursor();
      rows.take(answer, day());
      log = rows.news(answer, log);
      assertThat(reader.read(rows.toBytes(epoch, day()), fleet)).isTrue();
      return this;
    }

    Endpoint endpoint(int i) {
      Endpoint found = fleet.known("p", address(i));
      assertThat(found.address()).isEqualTo(address(i));
      return found;
    }

    void saw(int i, long... hashes) {
      log = NewsLog.append(log, 7, "p", address(i), hashes, hashes.length);
    }

    /** What other gateways told so far, by address. */
    Map<String, List<Long>> elsewhere() {
      Map<String, List<Long>> all = new HashMap<>();
      NewsLog.read(
          log,
          0,
          (origin, provider, address, hashes) -> {
            while (origin == NewsLog.ELSEWHERE && hashes.hasMore()) {
              all.computeIfAbsent(address, a -> new ArrayList<>()).add(hashes.u64());
            }
          });
      return all;
    }
  }

  private static String address(int i) {
    return "10.0.0." + i + ":8000";
  }

  private static Target target(int i, Map<String, String> labels) {
    return new Target(
        "p", HostPort.parse(address(i)), Engines.builtIn().get("vllm"), Access.PLAIN, labels);
  }

  private void targets(int... numbers) {
    snapshots.targets(
        IntStream.of(numbers).mapToObj(i -> target(i, Map.of("zone", "z" + i))).toList());
  }

  private void seen(int i, Signals signals) {
    now.addAndGet(20_000_000);
    seen.put(
        target(i, Map.of()).id(), new Seen(signals, DAY, now.get() - 5_000_000, "another agent"));
    snapshots.others(seen);
  }

  private void down(int i) {
    now.addAndGet(20_000_000);
    seen.remove(target(i, Map.of()).id());
    now.addAndGet(Duration.ofHours(2).toNanos());
    snapshots.others(seen);
    targets(1, 2);
  }

  @Test
  void everySignalArrivesInItsUnitWithItsAgeAndWhatIsUnknownStaysUnknown() {
    targets(1, 2);
    seen(
        1,
        new Signals(
            Map.ofEntries(
                Map.entry(Signal.WAITING, 3.0),
                Map.entry(Signal.RUNNING, 12.0),
                Map.entry(Signal.KV_CACHE_USAGE, 0.4125),
                Map.entry(Signal.BLOCK_SIZE, 16.0),
                Map.entry(Signal.BLOCK_COUNT, 30_000.0),
                Map.entry(Signal.PREFIX_CACHE_HIT_RATE, 0.5),
                Map.entry(Signal.TIME_TO_FIRST_TOKEN, 0.25),
                Map.entry(Signal.INTER_TOKEN_LATENCY, 0.0155),
                Map.entry(Signal.TOKENS_IN, 50_000.0),
                Map.entry(Signal.TOKENS_OUT, 1_234.0),
                Map.entry(Signal.MAX_LORA, 8.0)),
            List.of("sql", "prosa"),
            List.of("code"),
            Map.of()));
    Proxy proxy = new Proxy(1).exchange();
    assertThat(proxy.answer.full()).isTrue();
    assertThat(proxy.answer.nextMillis()).isEqualTo(250);
    assertThat(proxy.fleet.group("p").present()).isEqualTo(2);
    Endpoint one = proxy.endpoint(1);
    assertThat(one.waiting()).isEqualTo(3);
    assertThat(one.running()).isEqualTo(12);
    assertThat(one.kvUsage()).isEqualTo(0.4125);
    assertThat(one.cacheTokens()).isEqualTo(480_000);
    assertThat(one.timeToFirstToken()).isEqualTo(0.25);
    assertThat(one.interTokenLatency()).isCloseTo(0.0155, offset(1e-9));
    assertThat(one.tokensIn()).isEqualTo(50_000);
    assertThat(one.tokensOut()).isEqualTo(1_234);
    assertThat(one.hasLabel("zone", "z1")).isTrue();
    for (String adapter : List.of("sql", "prosa", "code")) {
      assertThat(one.hasAdapter(adapter)).as(adapter).isTrue();
    }
    assertThat(one.ageMillis(day())).isEqualTo(5);
    Endpoint two = proxy.endpoint(2);
    assertThat(two.waiting()).isNaN();
    assertThat(two.ageMillis(day())).isEqualTo(Long.MAX_VALUE);
    assertThat(two.hasLabel("zone", "z2")).isTrue();
  }

  @Test
  void whatChangesComesAloneAndWhatIsGoneOrDownIsNoLongerKnown() {
    targets(1, 2);
    seen(1, new Signals(Map.of(Signal.WAITING, 1.0)));
    seen(2, new Signals(Map.of(Signal.WAITING, 2.0)));
    Proxy proxy = new Proxy(1).exchange();
    seen(2, new Signals(Map.of(Signal.WAITING, 9.0)));
    proxy.exchange();
    assertThat(proxy.answer.full()).isFalse();
    assertThat(proxy.endpoint(1).waiting()).isEqualTo(1);
    assertThat(proxy.endpoint(2).waiting()).isEqualTo(9);
    down(2);
    seen(1, new Signals(Map.of(Signal.WAITING, 4.0)));
    proxy.exchange();
    assertThat(proxy.answer.full()).isFalse();
    assertThat(proxy.endpoint(1).waiting()).isEqualTo(4);
    assertThat(proxy.endpoint(2).waiting()).as("down").isNaN();
    assertThat(proxy.fleet.group("p").present()).as("still a candidate").isEqualTo(2);
    targets(2, 3);
    proxy.exchange();
    assertThat(proxy.fleet.group("p").present()).isEqualTo(2);
    assertThat(proxy.fleet.known("p", address(1)).address()).as("gone").isEmpty();
    assertThat(proxy.endpoint(3).hasLabel("zone", "z3")).isTrue();
  }

  @Test
  void anAgentThatBeginsAnewIsTakenOverByOneAnswer() {
    targets(1, 2, 3);
    seen(3, new Signals(Map.of(Signal.WAITING, 3.0)));
    Proxy proxy = new Proxy(1).exchange();
    exchange = agent();
    targets(3, 1);
    proxy.exchange();
    assertThat(proxy.answer.full()).isTrue();
    assertThat(proxy.answer.keysWanted()).isTrue();
    assertThat(proxy.fleet.group("p").present()).isEqualTo(2);
    assertThat(proxy.endpoint(3).waiting()).isEqualTo(3);
    assertThat(proxy.endpoint(1).hasLabel("zone", "z1")).isTrue();
  }

  @Test
  void theOthersAreTheFleetWithoutThisProxyAndTheMeansAreShown() {
    targets(1, 2);
    Proxy one = new Proxy(1).exchange();
    Proxy two = new Proxy(2).exchange();
    one.counts.endpoint("p", address(1)).began(700);
    one.counts.endpoint("p", address(1)).began(300);
    two.counts.endpoint("p", address(1)).began(50);
    one.exchange();
    two.exchange();
    one.exchange();
    assertThat(one.endpoint(1).othersInFlight()).isEqualTo(1);
    assertThat(one.endpoint(1).othersPending()).isEqualTo(50);
    assertThat(two.endpoint(1).othersInFlight()).isEqualTo(2);
    assertThat(two.endpoint(1).othersPending()).isEqualTo(1_000);
    assertThat(one.answer.gateways()).isEqualTo(2);
    one.counts.endpoint("p", address(1)).computed(700);
    one.counts.endpoint("p", address(1)).answered(20_000);
    one.counts.endpoint("p", address(1)).completed(90_000);
    one.counts.endpoint("p", address(1)).failed();
    one.exchange();
    two.exchange();
    assertThat(two.endpoint(1).othersInFlight()).isZero();
    assertThat(shown(1))
        .contains("\"errorRate\":0.5", "\"timeToFirstToken\":0.02", "\"latency\":0.09");
  }

  private String shown(int i) {
    com.fasterxml.jackson.databind.node.ObjectNode node =
        com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode();
    exchange.show(target(i, Map.of()).id(), node);
    return node.toString();
  }

  @Test
  void theValuesOfKeysAndDecisionsArrive() {
    store.write(Map.of("ai_metric:a", "90.5"), Duration.ofMinutes(1));
    Proxy proxy = new Proxy(1);
    proxy.counts.decisions().add(day(), "auto", "p", "least load", 1);
    proxy.exchange("a", "b");
    assertThat(proxy.answer.keysWanted()).isFalse();
    assertThat(proxy.answer.values()).hasSize(2);
    assertThat(proxy.answer.values()[0]).isEqualTo(90.5);
    assertThat(proxy.answer.values()[1]).isNaN();
    assertThat(exchange.decisions().shown().get(0).decision().model()).isEqualTo("auto");
  }

  @Test
  void prefixNewsReachOtherProxiesOnceAndNotTheirOrigin() {
    targets(1, 2);
    Proxy one = new Proxy(1).exchange();
    Proxy two = new Proxy(2).exchange();
    one.saw(1, -1L, 42L);
    one.exchange();
    two.saw(2, 7L);
    two.exchange();
    one.exchange();
    assertThat(two.elsewhere()).isEqualTo(Map.of(address(1), List.of(-1L, 42L)));
    assertThat(one.elsewhere()).isEqualTo(Map.of(address(2), List.of(7L)));
    for (int i = 0; i < 3; i++) {
      one.exchange();
      two.exchange();
    }
    assertThat(two.elsewhere().get(address(1))).as("once").hasSize(2);
    assertThat(one.elsewhere()).doesNotContainKey(address(1));
  }

  @Test
  void theNewsOfAPromptBeyondOneAnswersBudgetArriveInPieces() {
    targets(1);
    Proxy one = new Proxy(1).exchange();
    Proxy two = new Proxy(2).exchange();
    long[] blocks = LongStream.rangeClosed(1, 3_000).toArray();
    one.saw(1, blocks);
    one.exchange();
    for (int i = 0; i < 4; i++) {
      two.exchange();
    }
    assertThat(two.elsewhere().get(address(1)))
        .containsExactlyElementsOf(LongStream.of(blocks).boxed().toList());
  }
}
