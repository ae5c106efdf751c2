package dev.samovar.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.samovar.core.policy.Policies;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Holds docs/configuration.md to the schema, to the registry of policies and to the reader.
 *
 * <p>{@code -Dsamovar.docs=write} writes the tables instead.
 */
class ConfigurationDocumentTest {
  private static final Path FILE = Path.of("../../docs/configuration.md");
  private static final Pattern TABLE =
      Pattern.compile("(<!-- (?:table: (\\w+)|policies) -->\n).*?(<!-- end -->)", Pattern.DOTALL);
  private static final Pattern EXAMPLE = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL);

  @Test
  void theTablesAreTheSchemas() throws IOException {
    String text = Files.readString(FILE);
    JsonNode schema = schema();
    List<String> tables = new ArrayList<>();
    String written =
        TABLE
            .matcher(text)
            .replaceAll(
                found -> {
                  tables.add(String.valueOf(found.group(2)));
                  return Matcher.quoteReplacement(
                      found.group(1) + table(schema, found.group(2)) + found.group(3));
                });
    if ("write".equals(System.getProperty("samovar.docs"))) {
      Files.writeString(FILE, written);
    }
    assertThat(Files.readString(FILE)).isEqualTo(written);
    schema
        .path("$defs")
        .properties()
        .forEach(
            definition -> {
              if (definition.getValue().has("properties")
                  && !definition.getKey().equals("istioModel")) {
                assertThat(tables).contains(definition.getKey());
              }
            });
  }

  @Test
  void everyExampleIsReadWithoutAProblem() throws IOException {
    Matcher example = EXAMPLE.matcher(Files.readString(FILE));
    int count = 0;
    while (example.find()) {
      assertThat(ConfigurationReader.read(example.group(1)).problems())
          .as(example.group(1))
          .isEmpty();
      count++;
    }
    assertThat(count).isEqualTo(5);
  }

  private static JsonNode schema() throws IOException {
    try (InputStream in = ConfigurationReader.class.getResourceAsStream("samovar.schema.json")) {
      return new ObjectMapper().readTree(in);
    }
  }

  private static String table(JsonNode schema, String definition) {
    if (definition == null) {
      return policies(schema);
    }
    StringBuilder out =
        new StringBuilder("| field | value | default | meaning |\n|---|---|---|---|\n");
    StringBuilder agents = new StringBuilder();
    for (Map.Entry<String, JsonNode> field :
        schema.at("/$defs/" + definition + "/properties").properties()) {
      JsonNode value = field.getValue();
      String description = description(schema, value);
      if (description.startsWith("The same as ")) {
        continue;
      }
      if (description.equals("The agent's concern; not read by the filter.")) {
        agents.append(agents.isEmpty() ? "" : ", ").append("`" + field.getKey() + "`");
        continue;
      }
      row(out, field.getKey(), kind(value), standard(value), description);
    }
    if (!agents.isEmpty()) {
      out.append("\nThe agent's, passed over by the filter: ").append(agents).append(".\n");
    }
    return out.toString();
  }

  private static String description(JsonNode schema, JsonNode value) {
    return value.has("description")
        ? value.get("description").asText()
        : schema.at(value.path("$ref").asText().substring(1)).path("description").asText();
  }

  private static void row(
      StringBuilder out, String name, String kind, String standard, String description) {
    out.append("| `" + name + "` | " + kind + " | " + standard + " | ")
        .append(description.replace("|", "\\|"))
        .append(" |\n");
  }

  private static String standard(JsonNode value) {
    JsonNode standard = value.path("default");
    if (standard.isMissingNode() || standard.toString().length() > 60) {
      return "";
    }
    if (standard.isTextual() && standard.asText().isEmpty()
        || standard.isContainerNode() && standard.isEmpty()) {
      return "empty";
    }
    return standard.asLong() == Integer.MAX_VALUE
        ? ""
        : "`" + standard.toString().replace("\"", "") + "`";
  }

  private static String kind(JsonNode value) {
    String type = value.path("type").toString();
    if (value.has("$ref")) {
      String name = value.get("$ref").asText().substring("#/$defs/".length());
      return name.startsWith("policy") ? "a policy" : name.equals("targets") ? "list" : "object";
    }
    if (value.has("enum")) {
      if (value.get("enum").get(0).isBoolean()) {
        return "true or false";
      }
      List<String> words = new ArrayList<>();
      value.get("enum").forEach(word -> words.add("`" + word.asText() + "`"));
      words.remove("`null`");
      return String.join(", ", words);
    }
    if (value.has("minimum")) {
      String range = value.get("minimum").asText() + " to " + value.get("maximum").asText();
      return value.has("unit") ? range + " " + value.get("unit").asText() : range;
    }
    if (type.contains("array")) {
      return "list";
    }
    return type.contains("object") ? "map" : type.contains("string") ? "text" : "";
  }

  private static String policies(JsonNode schema) {
    StringBuilder out =
        new StringBuilder("| policy | aliases | parameters: default, range |\n|---|---|---|\n");
    for (int i = 0; i < Policies.count(); i++) {
      List<String> aliases = new ArrayList<>();
      for (JsonNode name : schema.at("/$defs/policyName/enum")) {
        if (Policies.find(name.asText()) == i && !name.asText().equals(Policies.name(i))) {
          aliases.add("`" + name.asText() + "`");
        }
      }
      List<String> parameters = new ArrayList<>();
      for (Policies.Parameter p : Policies.parameters(i)) {
        parameters.add(
            "`"
                + p.name()
                + "` "
                + shown(p.standard())
                + ", "
                + shown(p.least())
                + " to "
                + shown(p.most()));
      }
      out.append("| `" + Policies.name(i) + "` | ")
          .append(String.join(", ", aliases))
          .append(" | ")
          .append(String.join("; ", parameters))
          .append(" |\n");
    }
    return out.toString();
  }

  private static String shown(double value) {
    return new java.math.BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
  }
}
