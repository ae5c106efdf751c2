package dev.samovar.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.samovar.core.config.Configuration;
import dev.samovar.core.config.Settings;
import dev.samovar.core.decision.Decision;
import dev.samovar.core.exchange.WireWriter;
import dev.samovar.core.log.Chosen;
import dev.samovar.core.log.DecisionLogEntry;
import dev.samovar.core.log.DecisionLogLine;
import dev.samovar.core.log.LoggedConfiguration;
import dev.samovar.hostsim.HostSim;
import dev.samovar.hostsim.HostSimBuilder;
import dev.samovar.hostsim.LogLine;
import dev.samovar.hostsim.StartException;
import dev.samovar.hostsim.Stream;
import dev.samovar.hostsim.junit.FilterTest;
import dev.samovar.hostsim.junit.Guest;
import dev.samovar.proxywasm.LogLevel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** Decisions in the log, whole: how many, what is in them, and who makes them again. */
@Guest(filter = SamovarFilter.class, wasm = "target/samovar.wasm")
class SampledDecisionsTest {
  private static final String FIELDS =
      "'agentCluster':'samovar-agent','tenantHeader':'x-tenant','policy':'env:POLICY',"
          + "'redis':{'password':'secret-1'},"
          + "'providers':[{'name':'vllm','model':'real'},{'name':'cloud'}],"
          + "'models':[{'name':'m','rules':[{'headers':{'x-key':'secret-2'},'targets':['cloud']},"
          + "{'tenant':'secret-3','targets':['cloud']},{'targets':['vllm']}]}]";
  private static final String CONFIGURATION = "samovar: " + DecisionLogLine.CONFIGURATION;
  private static final String ENTRY = "samovar: " + DecisionLogLine.ENTRY;

  private final Ranked fleet = new Ranked().with("vllm", "10.0.0.1:80", "10.0.0.2:80");

  private static void chats(HostSim sim, int count, String... headers) {
    for (int i = 0; i < count; i++) {
      try (Stream stream = Ranked.chat(sim, 1, "m", headers).send()) {
        stream.reply(200, "{}");
      }
    }
  }

  private static List<byte[]> logged(List<LogLine> lines, String begin) {
    List<byte[]> out = new ArrayList<>();
    for (LogLine line : lines) {
      if (line.message().startsWith(begin)) {
        assertThat(line.level()).isEqualTo(LogLevel.INFO);
        out.add(Base64.getUrlDecoder().decode(line.message().substring(begin.length())));
      }
    }
    return out;
  }

  @FilterTest
  void nothingIsLoggedUnlessItIsWantedAndTheLevelAllowsIt(HostSimBuilder builder) {
    try (HostSim sim = fleet.start(builder, FIELDS)) {
      chats(sim, 50);
      assertThat(sim.logs().toString()).doesNotContain("decision-log");
    }
    builder.logLevel(LogLevel.WARN);
    try (HostSim sim = fleet.start(builder, FIELDS + ",'decisionLogSample':1")) {
      chats(sim, 50);
      assertThat(sim.logs().toString()).doesNotContain("decision-log");
    }
  }

  @FilterTest
  void aShareOfTheDecisionsIsLogged(HostSimBuilder builder) {
    try (HostSim sim = fleet.start(builder, FIELDS + ",'decisionLogSample':0.1")) {
      chats(sim, 600);
      assertThat(logged(sim.logs(), ENTRY)).hasSizeBetween(30, 120);
      assertThat(logged(sim.logs(), CONFIGURATION)).hasSize(1);
    }
  }

  @FilterTest
  void everyDecisionIsMadeAgainAndNoSecretIsLogged(HostSimBuilder builder) {
    builder.environment("POLICY", "round-robin");
    try (HostSim sim = fleet.start(builder, FIELDS + ",'decisionLogSample':1")) {
      chats(sim, 20);
      chats(sim, 2, "x-key", "secret-2");
      chats(sim, 2, "x-tenant", "secret-3");
      List<byte[]> entries = logged(sim.logs(), ENTRY);
      assertThat(entries).hasSize(24);
      assertThat(sim.logs().indexOf(first(sim, CONFIGURATION)))
          .isLessThan(sim.logs().indexOf(first(sim, ENTRY)));
      String text = new String(logged(sim.logs(), CONFIGURATION).get(0), StandardCharsets.UTF_8);
      assertThat(text).startsWith("\nPOLICY=round-robin\n{").doesNotContain("secret");
      Configuration configuration = LoggedConfiguration.read(text);
      List<Integer> providers = new ArrayList<>();
      for (byte[] bytes : entries) {
        assertThat(new String(bytes, StandardCharsets.ISO_8859_1)).doesNotContain("secret");
        DecisionLogEntry entry = DecisionLogEntry.fromBytes(bytes);
        assertThat(entry.configuration()).isEqualTo(DecisionLogEntry.hash(text));
        Settings settings = LoggedConfiguration.part(configuration, entry.part());
        Decision again =
            entry.selector(settings).choose(entry.ask(), entry.nowMillis(), entry.random());
        assertThat(Chosen.of(again)).isEqualTo(entry.chosen());
        providers.add(entry.chosen().provider());
      }
      assertThat(providers.subList(0, 20)).containsOnly(0);
      assertThat(providers.subList(20, 24)).containsOnly(1);
      assertThat(inModule(builder, text, entries))
          .isEqualTo(entries.stream().map(e -> DecisionLogEntry.fromBytes(e).chosen()).toList());
    }
  }

  @FilterTest
  void aDecisionOverHundredsOfEndpointsIsLoggedAndMadeAgain(HostSimBuilder builder) {
    String[] addresses = new String[512];
    for (int i = 0; i < addresses.length; i++) {
      addresses[i] = "10.0." + i / 250 + "." + i % 250 + ":8000";
    }
    fleet.with("vllm", addresses);
    try (HostSim sim = fleet.start(builder, FIELDS + ",'decisionLogSample':1")) {
      chats(sim, 3);
      String text = new String(logged(sim.logs(), CONFIGURATION).get(0), StandardCharsets.UTF_8);
      List<byte[]> entries = logged(sim.logs(), ENTRY);
      assertThat(inModule(builder, text, entries))
          .hasSize(3)
          .isEqualTo(entries.stream().map(e -> DecisionLogEntry.fromBytes(e).chosen()).toList());
    }
  }

  private static LogLine first(HostSim sim, String begin) {
    return sim.logs().stream().filter(l -> l.message().startsWith(begin)).findFirst().orElseThrow();
  }

  /** Decisions made again by the filter itself. */
  private static List<Chosen> inModule(
      HostSimBuilder builder, String configuration, List<byte[]> entries) {
    WireWriter document = new WireWriter().u8(0).text(configuration);
    entries.forEach(document::block);
    return answers(builder, document.toBytes()).stream()
        .map(bytes -> bytes.length == 0 ? null : Chosen.fromBytes(bytes))
        .toList();
  }

  private static List<byte[]> answers(HostSimBuilder builder, byte[] document) {
    List<byte[]> out = new ArrayList<>();
    assertThatThrownBy(() -> builder.configuration(document).build())
        .isInstanceOfSatisfying(
            StartException.class,
            refused -> {
              assertThat(refused.isTrap()).isFalse();
              out.addAll(logged(refused.logs(), "samovar: " + DecisionLogLine.AGAIN));
            });
    return out;
  }

  @FilterTest
  void whatIsNoDecisionIsAnsweredWithNothing(HostSimBuilder builder) {
    assertThat(answers(builder, new byte[] {0})).isEmpty();
    assertThat(answers(builder, new byte[] {0, 9})).isEmpty();
    WireWriter document = new WireWriter().u8(0).text("{}").block(new byte[] {1, 2, 3});
    assertThat(answers(builder, document.block(new byte[300]).toBytes()))
        .containsExactly(new byte[0], new byte[0]);
  }

  @FilterTest
  void decisionsToBeMadeAgainLeaveTheConfigurationInForce(HostSimBuilder builder) {
    try (HostSim sim = fleet.start(builder, FIELDS)) {
      assertThat(sim.reload("\0\0")).isFalse();
      chats(sim, 1);
    }
  }
}
