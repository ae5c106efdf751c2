package dev.samovar.core.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.core.config.ConfigurationReader;
import dev.samovar.core.config.ReadResult;
import dev.samovar.core.config.Settings;
import dev.samovar.core.decision.Ask;
import dev.samovar.core.decision.Decision;
import dev.samovar.core.decision.Reading;
import dev.samovar.core.decision.Selector;
import dev.samovar.core.fleet.Endpoint;
import dev.samovar.core.fleet.Fleet;
import dev.samovar.core.policy.Demand;
import dev.samovar.core.policy.Policies;
import dev.samovar.core.prefix.PrefixIndex;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Decisions over random fleets, written, read and made again. */
class DecisionLogEntryTest {
  private static final long NOW = 1_700_000_000_000L;
  private static final Map<String, Settings> LOGGED = new HashMap<>();

  static List<String> policies() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < Policies.count(); i++) {
      names.add(Policies.name(i));
    }
    return names;
  }

  @ParameterizedTest
  @MethodSource("policies")
  void everyChoiceIsMadeAgain(String policy) {
    Settings settings = settings(policy);
    for (int seed = 0; seed < 150; seed++) {
      Case one = new Case(settings, seed);
      // The first decisions leave what a policy remembers in it.
      for (int turn = 0; turn < 4; turn++) {
        DecisionLogEntry read = DecisionLogEntry.fromBytes(one.decide());
        assertThat(read).isNotNull();
        assertThat(again(read, settings)).as("seed %s", seed).isEqualTo(read.chosen());
      }
    }
  }

  @Test
  void roundRobinGoesOnWhereItStood() {
    Settings settings = settings("round-robin");
    List<String> chosen = new ArrayList<>();
    Case one = new Case(settings, 1);
    for (int turn = 0; turn < 8; turn++) {
      chosen.add(DecisionLogEntry.fromBytes(one.decide()).chosen().endpoint());
    }
    assertThat(chosen.stream().distinct().count()).isGreaterThan(2);
  }

  @Test
  void whatARequestBringsIsHashedAndBounded() {
    Settings settings = settings("expected-wait");
    Case one = new Case(settings, 3);
    one.tenant = "gold-tenant-secret";
    one.strategy = "s".repeat(50_000);
    one.environment = "Bearer header-secret".repeat(2_000);
    byte[] bytes = one.decide();
    assertThat(new String(bytes, StandardCharsets.ISO_8859_1)).doesNotContain("secret", "sss");
    assertThat(bytes.length).isLessThan(4_000);
    DecisionLogEntry read = DecisionLogEntry.fromBytes(bytes);
    assertThat(read.ask().strategy()).isNull();
    assertThat(read.ask().tenant()).isEqualTo(Redaction.hash(one.tenant));
    assertThat(read.ask().headers().get("x-env")).isEqualTo(Redaction.hash(one.environment));
  }

  @Test
  void anEndpointTakesFewBytes() {
    int bytes = 0;
    for (int seed = 0; seed < 50; seed++) {
      bytes += new Case(settings("expected-wait"), seed).decide().length;
    }
    // Two providers of 8 endpoints each on the average with labels, and what was asked.
    assertThat(bytes / 50).isLessThan(16 * 120 + 200);
  }

  /** The sizes that docs/tools.md tells; every endpoint has had requests of this worker. */
  @Test
  void aDecisionOverManyEndpointsIsSmall() {
    assertThat(lineOver(32, true)).isBetween(3_800, 3_950);
    assertThat(lineOver(512, true)).isBetween(56_500, 57_500);
    assertThat(lineOver(512, false)).isBetween(28_500, 29_500);
  }

  /** Bytes of the line of a decision over as many endpoints. */
  private static int lineOver(int endpoints, boolean used) {
    Settings settings =
        ConfigurationReader.read("{\"providers\":[{\"name\":\"fleet\",\"engine\":\"vllm\"}]}")
            .configuration()
            .global();
    Random random = new Random(5);
    Fleet fleet = new Fleet();
    fleet.begin();
    for (int i = 0; i < endpoints; i++) {
      Endpoint endpoint = fleet.endpoint("fleet", "10.42." + i / 250 + "." + i % 250 + ":8000");
      fleet.keep(endpoint);
      for (int requests = used ? 5 : 0; requests > 0; requests--) {
        endpoint.own().began(200 + random.nextInt(2_000), NOW - random.nextInt(5_000));
        endpoint.own().averages().firstByte(random.nextDouble());
        endpoint.own().averages().total(5 * random.nextDouble());
        endpoint.own().averages().slowness().learn(random.nextDouble() + 0.1, 0.5, NOW);
      }
      endpoint.scraped(
          NOW - random.nextInt(250),
          random.nextInt(8),
          random.nextInt(60),
          random.nextInt(10_000) / 10_000.0);
      endpoint.rates(
          random.nextInt(1_000_000) * 1e-6,
          random.nextInt(50_000) * 1e-6,
          random.nextInt(5_000),
          random.nextInt(3_000),
          500_000);
      endpoint.others(random.nextInt(40), random.nextInt(20_000), NOW - 120);
    }
    fleet.end();
    Selector selector = new Selector(settings, fleet, null);
    Demand demand = new Demand();
    demand.promptTokens = 1_200;
    Ask ask = new Ask("qwen-2.5-72b", demand, name -> null, null, null, 0);
    Decision decision = selector.choose(ask, NOW, 9);
    byte[] entry = DecisionLogEntry.of(5, 0, settings, fleet, selector, ask, NOW, 9, decision);
    return DecisionLogLine.of(DecisionLogLine.ENTRY, entry).length;
  }

  @Test
  void whatIsCutOffOrChangedNeverThrows() {
    Settings settings = settings("expected-wait");
    Random random = new Random(7);
    for (int seed = 0; seed < 40; seed++) {
      byte[] bytes = new Case(settings, seed).decide();
      assertThat(DecisionLogEntry.fromBytes(Arrays.copyOf(bytes, random.nextInt(bytes.length))))
          .isNull();
      assertThat(DecisionLogEntry.fromBytes(Arrays.copyOf(bytes, bytes.length + 1))).isNull();
      for (int i = 0; i < 50; i++) {
        byte[] changed = bytes.clone();
        changed[random.nextInt(bytes.length)] = (byte) random.nextInt();
        DecisionLogEntry read = DecisionLogEntry.fromBytes(changed);
        if (read != null) {
          assertThat(read.toBytes()).isEqualTo(changed);
          again(read, settings);
        }
      }
    }
    assertThat(DecisionLogEntry.fromBytes(new byte[0])).isNull();
    assertThat(Chosen.fromBytes(new byte[] {1})).isNull();
  }

  @Test
  void linesAreBase64WithoutPadding() {
    Random random = new Random(3);
    for (int length = 0; length < 70; length++) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      assertThat(DecisionLogLine.of(DecisionLogLine.ENTRY, bytes))
          .asString(StandardCharsets.US_ASCII)
          .isEqualTo(
              "decision-log 1 " + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }
  }

  /** What is known of the settings from the log. */
  private static Settings logged(Settings settings) {
    return LOGGED.computeIfAbsent(
        settings.policy().name(),
        policy -> {
          LoggedConfiguration environment = new LoggedConfiguration(name -> null);
          return LoggedConfiguration.read(environment.text(json(policy))).global();
        });
  }

  private static Chosen again(DecisionLogEntry read, Settings settings) {
    Decision again =
        read.selector(logged(settings)).choose(read.ask(), read.nowMillis(), read.random());
    return again == null ? null : Chosen.of(again);
  }

  private static Settings settings(String policy) {
    ReadResult result = ConfigurationReader.read(json(policy));
    assertThat(result.errors()).isEmpty();
    return result.configuration().global();
  }

  private static String json(String policy) {
    String rules =
        "[{\"headers\":{\"x-env\":\"test\"},\"targets\":[\"b\"]},"
            + "{\"targets\":[{\"provider\":\"a\",\"lora\":\"sql\"},\"b\",{\"provider\":\"a\"}]}]";
    return "{\"policy\":\""
        + policy
        + "\",\"tenantHeader\":\"x-tenant\",\"failover\":{\"acrossProviders\":true},"
        + "\"providers\":[{\"name\":\"a\",\"engine\":\"vllm\"},"
        + "{\"name\":\"b\",\"engine\":\"vllm\",\"weight\":3}],\"models\":["
        + "{\"name\":\"m\",\"rules\":"
        + rules
        + "}]}";
  }

  /** A random fleet and request, decided as often as wanted. */
  private static final class Case {
    private final Settings settings;
    private final Random random;
    private final Fleet fleet = new Fleet();
    private final Demand demand = new Demand();
    private final Selector selector;
    private String tenant = "t";
    private String strategy;
    private String environment;

    Case(Settings settings, int seed) {
      this.settings = settings;
      random = new Random(seed);
      PrefixIndex index = new PrefixIndex(65_536, 64);
      demand.promptTokens = random.nextInt(5_000);
      demand.maxTokens = random.nextInt(100) - 1;
      demand.userTurns = random.nextInt(4);
      demand.session = random.nextBoolean() ? random.nextLong() : 0;
      demand.blockCount = random.nextInt(60);
      demand.blocks = random.longs(64).toArray();
      demand.sharedBlocks = random.nextInt(demand.blockCount + 1);
      for (int round = 0; round < 2; round++) {
        fleet.begin();
        for (String provider : List.of("a", "b")) {
          for (int i = random.nextInt(3); i < 9; i++) {
            Endpoint endpoint = fleet.endpoint(provider, "10.0.0." + i + ":" + provider.hashCode());
            fleet.keep(endpoint);
            live(endpoint, random, demand, index);
          }
          if (random.nextBoolean()) {
            fleet.group(provider).whole().load(random.nextInt(100), NOW - random.nextInt(20_000));
          }
        }
        fleet.end();
      }
      environment = random.nextInt(4) == 0 ? "test" : "live";
      // The same prompt's index and plan as a worker has.
      selector = new Selector(settings, fleet, Reading.of(settings).prefix() ? index : null);
    }

    byte[] decide() {
      Ask ask =
          new Ask(
              "m",
              demand,
              name -> name.equals("x-env") ? environment : null,
              tenant,
              strategy,
              random.nextLong());
      long bits = random.nextLong();
      Decision decision = selector.choose(ask, NOW, bits);
      return DecisionLogEntry.of(5, 0, settings, fleet, selector, ask, NOW, bits, decision);
    }
  }

  /** A past of its own for each endpoint. */
  private static void live(Endpoint endpoint, Random random, Demand demand, PrefixIndex index) {
    for (int i = random.nextInt(12); i > 0; i--) {
      int tokens = random.nextInt(3_000);
      long began = NOW - 4_000 + random.nextInt(3_000);
      endpoint.own().began(tokens, began);
      endpoint.own().averages().firstByte(random.nextDouble());
      endpoint.own().averages().total(3 * random.nextDouble());
      endpoint.own().averages().slowness().learn(random.nextDouble() + 0.01, 0.5, NOW);
      if (random.nextBoolean()) {
        endpoint.own().firstToken(tokens, began + 100);
      }
      if (random.nextInt(5) == 0) {
        endpoint.own().health().failed(began, 0, random.nextLong());
      }
      if (random.nextInt(3) == 0) {
        endpoint.own().ended(tokens, true, NOW - random.nextInt(500));
      }
    }
    if (random.nextInt(3) == 0) {
      endpoint.own().siblings(1, 1 + random.nextInt(9), 1, random.nextInt(900), NOW - 400);
      endpoint.own().siblings(2, random.nextInt(9), 0, 0, NOW - 10);
    }
    if (random.nextInt(6) > 0) {
      endpoint.scraped(
          NOW - random.nextInt(random.nextInt(5) == 0 ? 30_000 : 900),
          random.nextInt(20),
          random.nextInt(60),
          random.nextInt(10_000) / 10_000.0);
      endpoint.rates(
          random.nextInt(1_000_000) * 1e-6,
          random.nextInt(50_000) * 1e-6,
          random.nextInt(5_000),
          random.nextInt(3_000),
          random.nextInt(500_000) + 8_000);
    }
    if (random.nextBoolean()) {
      endpoint.others(random.nextInt(40), random.nextInt(90_000), NOW - random.nextInt(400));
    }
    endpoint.labels(new String[] {"price", Integer.toString(random.nextInt(9)), "zone", "é"});
    endpoint.adapters(random.nextInt(3) == 0 ? new String[] {"sql"} : new String[0]);
    if (random.nextInt(3) == 0) {
      index.record(demand.blocks, random.nextInt(demand.blockCount + 1), endpoint);
    }
  }
}
