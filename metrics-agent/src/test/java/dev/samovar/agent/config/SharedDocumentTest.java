package dev.samovar.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.samovar.agent.map.Engines;
import dev.samovar.agent.store.RedisUris;
import dev.samovar.core.config.ConfigurationReader;
import dev.samovar.core.config.ReadResult;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One document read by the filter and by the agent, neither of which complains. */
class SharedDocumentTest {
  private static final String DOCUMENT =
      """
      {
        "listen": "127.0.0.1:0",
        "redis": {"uri": "redis://127.0.0.1:6379", "timeout": 500, "keyPrefix": "ai_metric:",
          "cluster": false, "namespace": "samovar:"},
        "scrape": {"interval": 250, "timeout": "200ms"},
        "engines": {"mine": {"signals": {"waiting": "my_queue"}}},
        "load": {"waiting": 1, "running": 0.5},
        "agents": {"id": "one", "lease": 2000},
        "exchange": {"interval": "250ms"},
        "eds": {"directory": "eds", "listen": "127.0.0.1:0"},
        "metadataCenter": {"enabled": false},
        "agentCluster": "samovar-agent",
        "policy": {"name": "expected-wait", "prefillRate": 12000},
        "shadowPolicy": "least-request",
        "failover": {"endpoints": 3},
        "prefix": {"blockTokens": 64},
        "session": {"header": "x-session-id"},
        "imageTokens": 800,
        "target_header": "x-selected-provider",
        "freshFor": "1s",
        "staleAfter": 10000,
        "refreshInterval": 250,
        "logDecisions": "info",
        "providers": [
          {"name": "qwen", "key": "qwen_1", "model": "qwen-2.5-72b", "engine": "vllm",
           "labels": {"pool": "lora", "rank": 1}, "weight": 3, "priority": 0,
           "policy": "least-load", "cluster": "outbound|80||qwen.local",
           "targets": [{"static": ["127.0.0.1:8001"]}, {"dns": "qwen.llm.svc:8000"}]},
          {"name": "mine", "engine": "mine", "targets": [{"file": "targets/*.json"}]},
          {"name": "cloud", "model": "gpt-4o-mini", "priority": 1}
        ],
        "models": [{"name": "*", "targets": [{"provider": "qwen", "labels": {"pool": "lora"}}]}]
      }
      """;

  private static Loaded agent(String document) {
    return new ConfigReader(Engines.builtIn().names(), RedisUris::check, Map.of())
        .read("shared.json", document, Overrides.NONE);
  }

  @Test
  void neitherReaderComplainsAndBothMeanTheSame() {
    ReadResult filter = ConfigurationReader.read(DOCUMENT);
    assertThat(filter.problems()).isEmpty();
    Loaded agent = agent(DOCUMENT);
    assertThat(agent.warnings()).isEmpty();
    assertThat(agent.config().scrape().interval()).isEqualTo(Duration.ofMillis(250));
    assertThat(agent.config().redis().orElseThrow().timeout()).isEqualTo(Duration.ofMillis(500));
    assertThat(agent.config().agents().lease()).isEqualTo(Duration.ofSeconds(2));
    assertThat(agent.config().providers())
        .extracting(Provider::name, Provider::key)
        .containsExactlyElementsOf(
            filter.configuration().global().providers().stream()
                .map(p -> org.assertj.core.groups.Tuple.tuple(p.name(), p.key()))
                .toList());
    assertThat(agent.config().keyPrefix()).isEqualTo(filter.configuration().global().keyPrefix());
  }

  @Test
  void thePrefixOfKeysIsTheSameForBothWhereverItIsWritten() {
    String providers = "\"providers\": [{\"name\": \"a\"}]}";
    for (String prefix :
        new String[] {
          "{\"keyPrefix\": \"one:\", ",
          "{\"keyPrefix\": \"one:\", \"redis\": {\"keyPrefix\": \"two:\"}, ",
          "{\"redis\": {\"keyPrefix\": \"two:\"}, ",
          "{\"redis\": {\"key_prefix\": \"two:\"}, ",
          "{\"redis_key_prefix\": \"three:\", \"redis\": {}, ",
          "{"
        }) {
      ReadResult filter = ConfigurationReader.read(prefix + providers);
      assertThat(filter.errors()).isEmpty();
      assertThat(agent(prefix + providers).config().keyPrefix())
          .as(prefix)
          .isEqualTo(filter.configuration().global().keyPrefix());
    }
  }

  @Test
  void everyFieldThatTheFiltersSchemaKnowsIsPassedOver() throws Exception {
    ObjectMapper json = new ObjectMapper();
    JsonNode schema;
    try (InputStream in = ConfigurationReader.class.getResourceAsStream("samovar.schema.json")) {
      schema = json.readTree(in);
    }
    ObjectNode document = json.createObjectNode();
    JsonNode settings = schema.at("/$defs/settings/properties");
    settings.fieldNames().forEachRemaining(document::putNull);
    schema.at("/$defs/document/properties").fieldNames().forEachRemaining(document::putNull);
    assertThat(document.has("metadata_center") && document.has("metadataCenter")).isTrue();
    ObjectNode provider = document.putArray("providers").addObject();
    JsonNode fields = schema.at("/$defs/provider/properties");
    fields.fieldNames().forEachRemaining(provider::putNull);
    provider.put("name", "a");
    assertThat(document.size()).isGreaterThan(25);
    assertThat(provider.size()).isGreaterThan(8);
    assertThat(agent(document.toString()).warnings())
        .as("names that FilterFields does not have")
        .isEmpty();
  }

  @Test
  void aNameMayBeSpelledEitherWayButNotBoth() {
    Loaded snake =
        agent("{\"redis\": {\"key_prefix\": \"x:\"}, \"metadata_center\": {\"enabled\": true}}");
    assertThat(snake.warnings()).isEmpty();
    assertThat(snake.config().keyPrefix()).isEqualTo("x:");
    assertThat(snake.config().metadataCenter().enabled()).isTrue();
    assertThat(
            org.assertj.core.api.Assertions.catchThrowableOfType(
                    ConfigException.class,
                    () -> agent("{\"redis\": {\"key_prefix\": \"x:\", \"keyPrefix\": \"y:\"}}"))
                .errors())
        .containsExactly(
            "redis.keyPrefix: stands beside key_prefix, which means the same; keep one");
  }
}
