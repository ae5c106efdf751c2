package dev.samovar.core.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.core.config.ConfigurationReader;
import dev.samovar.core.config.ReadResult;
import dev.samovar.core.config.Settings;
import dev.samovar.core.decision.Ask;
import dev.samovar.core.decision.Decision;
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
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Decisions over random fleets, written, read and made again. */
class DecisionLogEntryTest {
  private static final long NOW = 1_700_000_000_000L;

  /** What round-robin remembers of earlier turns is not in an entry. */
  static List<String> policies() {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < Policies.count(); i++) {
      if (!Policies.name(i).equals("round-robin")) {
        names.add(Policies.name(i));
      }
    }
    return names;
  }

  @ParameterizedTest
  @MethodSource("policies")
  void everyChoiceIsMadeAgain(String policy) {
    Settings settings = settings(policy);
    for (int seed = 0; seed < 150; seed++) {
      DecisionLogEntry read = DecisionLogEntry.fromBytes(entry(settings, seed).toBytes());
      assertThat(read).isNotNull();
      Selector selector = new Selector(settings, read.fleet(), read.index(settings));
      Decision again = selector.choose(read.ask(), read.nowMillis(), read.random());
      assertThat(Chosen.of(again)).as("seed %s", seed).isEqualTo(read.chosen());
    }
  }

  @Test
  void anEndpointTakesFewBytes() {
    int bytes = 0;
    for (int seed = 0; seed < 50; seed++) {
      bytes += entry(settings("expected-wait"), seed).toBytes().length;
    }
    // Two providers of 8 endpoints each on the average, and what was asked.
    assertThat(bytes / 50).isLessThan(16 * 120 + 200);
  }

  @Test
  void whatIsCutOffOrChangedNeverThrows() {
    Settings settings = settings("expected-wait");
    Random random = new Random(7);
    for (int seed = 0; seed < 40; seed++) {
      byte[] bytes = entry(settings, seed).toBytes();
      assertThat(DecisionLogEntry.fromBytes(Arrays.copyOf(bytes, random.nextInt(bytes.length))))
          .isNull();
      assertThat(DecisionLogEntry.fromBytes(Arrays.copyOf(bytes, bytes.length + 1))).isNull();
      for (int i = 0; i < 50; i++) {
        byte[] changed = bytes.clone();
        changed[random.nextInt(bytes.length)] = (byte) random.nextInt();
        DecisionLogEntry read = DecisionLogEntry.fromBytes(changed);
        if (read != null) {
          assertThat(read.toBytes()).isEqualTo(changed);
          Selector selector = new Selector(settings, read.fleet(), read.index(settings));
          selector.choose(read.ask(), read.nowMillis(), read.random());
        }
      }
    }
    assertThat(DecisionLogEntry.fromBytes(new byte[0])).isNull();
  }

  @Test
  void linesAreBase64WithoutPadding() {
    Random random = new Random(3);
    for (int length = 0; length < 70; length++) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      assertThat(DecisionLogLine.of(bytes))
          .isEqualTo(
              "decision-log 1 " + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }
    String line = DecisionLogLine.ofConfiguration("{\"a\":\"é\"}");
    byte[] text = Base64.getUrlDecoder().decode(line.substring(line.lastIndexOf(' ') + 1));
    assertThat(new String(text, StandardCharsets.UTF_8)).isEqualTo("{\"a\":\"é\"}");
  }

  private static Settings settings(String policy) {
    ReadResult result =
        ConfigurationReader.read(
            "{\"policy\":\""
                + policy
                + "\",\"tenantHeader\":\"x-tenant\",\"failover\":{\"acrossProviders\":true},"
                + "\"providers\":[{\"name\":\"a\",\"engine\":\"vllm\"},"
                + "{\"name\":\"b\",\"engine\":\"vllm\",\"weight\":3}],\"models\":["
                + "{\"name\":\"m\",\"rules\":[{\"headers\":{\"x-env\":\"test\"},\"targets\":[\"b\"]},"
                + "{\"targets\":[{\"provider\":\"a\",\"lora\":\"sql\"},\"b\"]}]}]}");
    assertThat(result.errors()).isEmpty();
    return result.configuration().global();
  }

  private static DecisionLogEntry entry(Settings settings, int seed) {
    Random random = new Random(seed);
    Fleet fleet = new Fleet();
    PrefixIndex index = new PrefixIndex(65_536, 64);
    Demand demand = new Demand();
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
    String env = random.nextInt(4) == 0 ? "test" : "live";
    Ask ask =
        new Ask(
            "m", demand, name -> name.equals("x-env") ? env : null, "t", null, random.nextLong());
    Selector selector = new Selector(settings, fleet, index);
    long bits = random.nextLong();
    Decision decision = selector.choose(ask, NOW, bits);
    return new DecisionLogEntry(5, 0, settings, fleet, selector, ask, NOW, bits, decision);
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
