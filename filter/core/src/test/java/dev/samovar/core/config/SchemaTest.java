package dev.samovar.core.config;

import static dev.samovar.core.config.Documents.with;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaId;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion;
import dev.samovar.core.json.JsonValue;
import dev.samovar.core.json.JsonValue.JsonArray;
import dev.samovar.core.json.JsonValue.JsonObject;
import dev.samovar.core.json.JsonValue.JsonString;
import dev.samovar.core.policy.Policies;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Holds the schema of the configuration and its reader together. */
class SchemaTest {
  private static final String FILE = "samovar.schema.json";
  private static final JsonNode TREE = tree();
  private static final JsonSchemaFactory FACTORY =
      JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);
  private static final JsonSchema SCHEMA = FACTORY.getSchema(TREE);

  /** Fields of the whole document, and of a rule, that are no settings. */
  private static final Set<String> TOP = Set.of("placement", "_rules_");

  private static final Set<String> MATCHES =
      Set.of("_match_route_", "_match_route_prefix_", "_match_domain_", "_match_service_");

  /** Wrong in a way that a schema has no words for: the size of a duration in text, two fields. */
  private static final Set<String> UNSAYABLE =
      Set.of("refreshInterval '9ms'", "refreshInterval 11000", "timeout '61m'", "timeout '0.5ms'");

  private static JsonNode tree() {
    try (InputStream in = ConfigurationReader.class.getResourceAsStream(FILE)) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new AssertionError(FILE, e);
    }
  }

  private static boolean schemaAccepts(String singleQuoted) {
    return SCHEMA.validate(Documents.json(singleQuoted), InputFormat.JSON).isEmpty();
  }

  private static boolean readerAccepts(String singleQuoted) {
    return Documents.read(singleQuoted).errors().isEmpty();
  }

  private static JsonNode properties(String definition) {
    return TREE.path("$defs").path(definition).path("properties");
  }

  private static Set<String> names(JsonNode properties) {
    Set<String> out = new TreeSet<>();
    properties.fieldNames().forEachRemaining(out::add);
    return out;
  }

  /** The settings that stand for themselves: no alias, no block, none of the agent's. */
  private static Map<String, JsonNode> settings() {
    Map<String, JsonNode> out = new HashMap<>();
    for (Map.Entry<String, JsonNode> field : properties("settings").properties()) {
      if (!field.getValue().has("$ref") && !isAgents(field.getValue())) {
        out.put(field.getKey(), field.getValue());
      }
    }
    return out;
  }

  @Test
  void theSchemaIsASchema() {
    JsonSchema meta = FACTORY.getSchema(SchemaLocation.of(SchemaId.V202012));
    assertThat(meta.validate(TREE)).isEmpty();
  }

  @Test
  void theSchemaNamesExactlyTheFieldsThatTheReaderAsksFor() {
    Asked target = new Asked().with("provider", new JsonString("a"));
    Asked route = new Asked().with("targets", list(target));
    Asked model = new Asked().with("name", new JsonString("m")).with("rules", list(route));
    Asked provider = new Asked().with("name", new JsonString("a"));
    Asked redis = new Asked();
    Asked failover = new Asked();
    Asked prefix = new Asked();
    Asked session = new Asked();
    Asked settings =
        new Asked()
            .with("providers", list(provider))
            .with("models", list(model))
            .with("redis", redis.object())
            .with("failover", failover.object())
            .with("prefix", prefix.object())
            .with("session", session.object());
    assertThat(read(settings)).isEmpty();
    assertThat(names(properties("provider"))).isEqualTo(provider.names);
    assertThat(names(properties("model"))).isEqualTo(model.names);
    assertThat(names(properties("routeRule"))).isEqualTo(route.names);
    assertThat(names(properties("target"))).isEqualTo(target.names);
    assertThat(names(properties("redis"))).isEqualTo(redis.names);
    assertThat(names(properties("failover"))).isEqualTo(failover.names);
    assertThat(names(properties("prefix"))).isEqualTo(prefix.names);
    assertThat(names(properties("session"))).isEqualTo(session.names);
    Set<String> both = names(properties("settings"));
    both.addAll(names(properties("istio")));
    assertThat(both).isEqualTo(settings.names);
    assertThat(names(properties("document"))).isEqualTo(TOP);
    assertThat(names(properties("rule"))).isEqualTo(MATCHES);
  }

  @Test
  void theSchemaNamesExactlyTheFieldsOfTheIstioFiltersDialect() {
    Asked header = new Asked().with("key", new JsonString("x-env"));
    Asked subset = new Asked();
    Asked rule =
        new Asked()
            .with("cluster", new JsonString("c"))
            .with("headers", list(header))
            .with("subset", list(subset));
    Asked model = new Asked().with("rules", list(rule));
    Asked load = new Asked();
    Asked settings =
        new Asked()
            .with("model_mapping_rule", new Asked().with("m", model.object()).object())
            .with("lb_mapping_rule", new Asked().with("m", load.object()).object());
    assertThat(read(settings)).isEmpty();
    assertThat(names(properties("istioModel"))).isEqualTo(model.names);
    assertThat(names(properties("istioRule"))).isEqualTo(rule.names);
    assertThat(names(properties("istioHeader"))).isEqualTo(header.names);
    assertThat(names(properties("istioSubset"))).isEqualTo(subset.names);
    assertThat(names(properties("istioLoad"))).isEqualTo(load.names);
  }

  @Test
  void policyNamesAreThoseOfTheRegistry() {
    Set<String> named = new TreeSet<>();
    TREE.at("/$defs/policyName/enum").forEach(name -> named.add(name.asText()));
    Set<String> own = new TreeSet<>();
    for (int i = 0; i < Policies.count(); i++) {
      own.add(Policies.name(i));
    }
    assertThat(named).containsAll(own).allMatch(name -> Policies.find(name) >= 0);
  }

  private static List<Problem> read(Asked settings) {
    List<Problem> problems = new ArrayList<>();
    SettingsReader.read(new Section("", settings.object(), problems), false, Environment.EMPTY);
    return problems;
  }

  private static JsonArray list(Asked element) {
    return new JsonArray(List.of(element.object()));
  }

  /** Members that remember which of them were asked for. */
  private static final class Asked extends HashMap<String, JsonValue> {
    private final transient Set<String> names = new TreeSet<>();

    Asked with(String name, JsonValue value) {
      put(name, value);
      return this;
    }

    JsonObject object() {
      return new JsonObject(this, List.of());
    }

    @Override
    public JsonValue get(Object name) {
      names.add((String) name);
      return super.get(name);
    }
  }

  @Test
  void noFieldOfTheSchemaIsUnknownToTheReader() {
    StringBuilder document = new StringBuilder("{");
    for (String name : names(properties("settings"))) {
      document.append("'").append(name).append("':[{}],");
    }
    String rule = document + "'_match_route_':['r'],'_match_route_prefix_':[],";
    rule += "'_match_domain_':[],'_match_service_':[]}";
    document.append("'placement':0,'_rules_':[").append(rule).append("]}");
    assertThat(Documents.warnings(document.toString())).isEmpty();
  }

  @Test
  void aDocumentThatStatesEveryDefaultIsAsOneThatStatesNone() {
    StringBuilder members =
        new StringBuilder("'placement':" + TREE.at("/$defs/document/properties/placement/default"));
    Set<String> without = Set.of("providers", "redisKeyPrefix", "agentToken");
    settings()
        .forEach(
            (name, field) -> {
              if (!without.contains(name)) {
                assertThat(field.has("default")).as(name).isTrue();
                members.append(",'").append(name).append("':").append(field.get("default"));
              }
            });
    for (String block : List.of("failover", "prefix", "session")) {
      members.append(",'").append(block).append("':").append(defaults(block, Set.of()));
    }
    String document =
        "{'providers':[{'name':'a',"
            + defaults("provider", Set.of("name", "key", "model", "cluster", "labels")).substring(1)
            + "],"
            + members
            + "}";
    assertThat(Documents.configuration(document))
        .isEqualTo(Documents.configuration("{'providers':[{'name':'a'}],'models':[]}"));
    assertThat(schemaAccepts(document)).isTrue();
    assertThat(properties("settings").at("/redisKeyPrefix/default"))
        .isEqualTo(properties("settings").at("/keyPrefix/default"));
    assertThat(properties("redis").at("/timeout/default"))
        .isEqualTo(properties("settings").at("/timeout/default"));
  }

  /** An object of the defaults of a definition's fields. */
  private static String defaults(String definition, Set<String> without) {
    StringBuilder out = new StringBuilder();
    for (Map.Entry<String, JsonNode> field : properties(definition).properties()) {
      JsonNode value = field.getValue();
      if (!value.has("$ref") && !without.contains(field.getKey()) && !isAgents(value)) {
        assertThat(value.has("default")).as(field.getKey()).isTrue();
        out.append(out.isEmpty() ? "{" : ",");
        out.append("'").append(field.getKey()).append("':").append(value.get("default"));
      }
    }
    return out.append("}").toString();
  }

  private static boolean isAgents(JsonNode field) {
    return field.path("description").asText().contains("The agent's concern");
  }

  @Test
  void everyAliasIsTheSnakeCaseOfItsField() {
    for (String definition : definitions()) {
      boolean dialect = definition.startsWith("istio");
      for (Map.Entry<String, JsonNode> field : properties(definition).properties()) {
        String reference = field.getValue().path("$ref").asText();
        String start = "#/$defs/" + definition + "/properties/";
        if (reference.startsWith(start)) {
          String other = reference.substring(start.length());
          String camel = dialect ? field.getKey() : other;
          assertThat(properties(definition).has(other)).as(other).isTrue();
          assertThat(dialect ? other : field.getKey())
              .isEqualTo(camel.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT));
        }
      }
    }
  }

  @Test
  void rangesAreTheReaders() {
    Map<String, String> blocks = new HashMap<>();
    blocks.put("provider", "{'providers':[{'name':'a',%s},{'name':'b'}]}");
    blocks.put("routeRule", with("'models':[{'name':'m','rules':[{%s}]}]"));
    blocks.put("target", with("'models':[{'name':'m','targets':['a',{'provider':'a',%s}]}]"));
    blocks.put("failover", with("'failover':{%s}"));
    blocks.put("prefix", with("'prefix':{%s}"));
    blocks.put("session", with("'session':{%s}"));
    blocks.put("redis", with("'redis':{%s}"));
    blocks.put(
        "istioLoad",
        "{'model_mapping_rule':{'m':{'rules':[{'cluster':'c'}]}},'lb_mapping_rule':{'m':{%s}}}");
    blocks.put("settings", null);
    int checked = 0;
    for (String definition : definitions()) {
      for (Map.Entry<String, JsonNode> field : properties(definition).properties()) {
        if (!field.getValue().has("minimum")) {
          continue;
        }
        assertThat(blocks).containsKey(definition);
        String block = blocks.get(definition);
        long min = field.getValue().get("minimum").asLong();
        long max = field.getValue().get("maximum").asLong();
        for (long value : new long[] {min, max, min - 1, max + 1}) {
          String member = "'" + field.getKey() + "':" + value;
          String document =
              block == null
                  ? beside(field.getKey(), value)
                  : Documents.json(block.replace("%s", member));
          boolean valid = value >= min && value <= max;
          assertThat(readerAccepts(document)).as(document).isEqualTo(valid);
          assertThat(schemaAccepts(document)).as(document).isEqualTo(valid);
        }
        checked++;
      }
    }
    assertThat(checked).isEqualTo(8 + 2 + 2 + 2 + 1 + 4 + 1 + 4);
  }

  private static Set<String> definitions() {
    Set<String> out = names(TREE.path("$defs"));
    out.removeIf(name -> properties(name).isMissingNode());
    return out;
  }

  /** A document in which the order of the ages leaves room for the value. */
  private static String beside(String field, long value) {
    Map<String, Long> members = new HashMap<>();
    members.put("freshFor", 1L);
    members.put("refreshInterval", 10L);
    members.put("staleAfter", 3_600_000L);
    members.put(field, value);
    StringBuilder out = new StringBuilder();
    members.forEach((k, v) -> out.append("'").append(k).append("':").append(v).append(','));
    return with(out.substring(0, out.length() - 1));
  }

  @Test
  void wordsAreTheReadersAndEachMakesADifference() {
    Map<String, JsonNode> words = settings();
    words.put("placement", TREE.at("/$defs/document/properties/placement"));
    words.values().removeIf(field -> !field.has("enum"));
    assertThat(words).hasSize(10);
    words.forEach(
        (name, field) -> {
          Set<Configuration> different = new java.util.HashSet<>();
          for (JsonNode word : field.get("enum")) {
            String document = with("'" + name + "':" + word);
            assertThat(Documents.errors(document)).isEmpty();
            assertThat(schemaAccepts(document)).as(document).isTrue();
            different.add(Documents.configuration(document));
          }
          boolean bool = field.get("default").isBoolean();
          assertThat(different).as(name).hasSize(bool ? 2 : field.get("enum").size() - 1);
          for (String other : List.of("'other'", "7", "[]")) {
            assertThat(schemaAccepts(with("'" + name + "':" + other))).isFalse();
            assertThat(readerAccepts(with("'" + name + "':" + other))).isFalse();
          }
        });
  }

  @Test
  void theHigressGuidesDocumentIsValid() {
    assertThat(SCHEMA.validate(Documents.GUIDE, InputFormat.JSON)).isEmpty();
    assertThat(SCHEMA.validate(Documents.MINIMAL, InputFormat.JSON)).isEmpty();
  }

  @Test
  void whatTheReaderRefusesTheSchemaRefuses() throws Exception {
    for (String row : rows("aWrongFieldIsOneErrorAtItsPath", 3)) {
      String[] columns = row.split("\\|");
      String document = with("'" + columns[0].trim() + "':" + columns[1].trim());
      boolean sayable = !UNSAYABLE.contains(columns[0].trim() + " " + columns[1].trim());
      assertThat(readerAccepts(document)).as(document).isFalse();
      assertThat(schemaAccepts(document)).as(document).isEqualTo(!sayable);
    }
    for (String row : rows("aWrongProviderIsOneErrorAtItsPath", 2)) {
      String document = row.split("\\|")[0].trim();
      assertThat(readerAccepts(document)).as(document).isFalse();
      assertThat(schemaAccepts(document)).as(document).isFalse();
    }
  }

  @Test
  void whatTheReaderWarnsOfTheSchemaLetsPass() throws Exception {
    for (String row : rows("aDoubtfulFieldIsAWarningAtItsPath", 2)) {
      String document = with(row.split("\\|")[0].trim());
      assertThat(readerAccepts(document)).as(document).isTrue();
      assertThat(schemaAccepts(document)).as(document).isTrue();
    }
  }

  /** The cases of a test of {@link ConfigurationReaderTest}. */
  private static String[] rows(String test, int parameters) throws Exception {
    Class<?>[] types = new Class<?>[parameters];
    Arrays.fill(types, String.class);
    return ConfigurationReaderTest.class
        .getDeclaredMethod(test, types)
        .getAnnotation(CsvSource.class)
        .value();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[]                                                              | false",
        "{'_rules_':[{'_match_route_':['r'],'providers':[{'name':'a'}]}]} | true",
        "{'_rules_':[{'_match_route_':['r']}]}                           | false",
        "{'providers':[{'name':'a'}],'_rules_':[]}                       | true",
        "{'providers':[{'name':'a'}],'_rules_':[{}]}                     | false",
        "{'providers':[{'name':'a'}],'_rules_':[{'_match_route_':[]}]}   | false",
        "{'providers':[{'name':'a'}],'_rules_':[{'_match_route_':['']}]} | false",
        "{'providers':[{'name':'a'}],'_rules_':[{'_match_domain_':'x'}]} | false",
        "{'providers':[{'name':'a'}],'_rules_':[{'_match_domain_':['x']}]} | true",
        "{'providers':[{'name':'a'}],'_rules_':[{'_match_service_':['x'],'timeout':0}]} | false",
        "{'providers':[{'name':'a'}],'_rules_':[{'_match_service_':['x'],'stale_after':'1m'}]} | true",
        "{'providers':[{'name':'a'}],'_rules_':[{'_match_service_':['x'],'providers':[]}]} | false",
        "{'providers':[{'name':'a'}],'_rules_':[null]}                   | false",
        "{'providers':[{'name':'é 模'}]}                                 | true",
        "{'providers':[{'name':'a '}]}                                   | false",
        "{'providers':[{'name':'a','key':null,'model':null}],'redis':null} | true",
        "{'providers':[{'name':'a'}],'pathSuffixes':[]}                  | true",
        "{'providers':[{'name':'a'}],'target_header':'a b'}              | false",
        "{'providers':[{'name':'a'}],'redis':{'timeout':'7ms'}}          | true",
        "{'providers':[{'name':'a'}],'redis':{'timeout':'soon'}}         | false"
      })
  void bothSayTheSameOfADocument(String document, boolean valid) {
    assertThat(readerAccepts(document)).isEqualTo(valid);
    assertThat(schemaAccepts(document)).isEqualTo(valid);
  }

  @Test
  void everyFieldIsDescribed() {
    for (String definition : definitions()) {
      for (Map.Entry<String, JsonNode> field : properties(definition).properties()) {
        JsonNode described = field.getValue();
        if (!described.has("description")) {
          described = TREE.at(described.path("$ref").asText().substring(1));
        }
        assertThat(described.path("description").asText().length())
            .as(field.getKey())
            .isGreaterThan(10);
      }
    }
  }
}
