package dev.samovar.core.config;

import dev.samovar.core.json.JsonException;
import dev.samovar.core.json.JsonReader;
import dev.samovar.core.json.JsonValue;
import dev.samovar.core.json.JsonValue.JsonArray;
import dev.samovar.core.json.JsonValue.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a configuration document, native or in the Higress guide's dialect, and finds everything
 * that is wrong with it.
 *
 * <p>A rule of {@code _rules_} takes from the fields beside it what it does not set itself. A field
 * that is null is as if it were absent.
 */
public final class ConfigurationReader {
  private static final String RULES = "_rules_";
  private static final String[] MATCHES = {
    "_match_route_", "_match_route_prefix_", "_match_domain_", "_match_service_"
  };

  private ConfigurationReader() {}

  /** Reads a JSON text; never throws for what the text says. */
  public static ReadResult read(String json) {
    List<Problem> problems = new ArrayList<>();
    Configuration configuration = null;
    try {
      JsonValue document = JsonReader.read(json);
      if (document instanceof JsonObject object) {
        configuration = configuration(object, problems);
      } else {
        problems.add(
            new Problem("configuration", "must be an object, not " + document.kind(), true));
      }
    } catch (JsonException e) {
      problems.add(new Problem("configuration", e.getMessage(), true));
    }
    ReadResult result = new ReadResult(configuration, problems);
    return result.errors().isEmpty() ? result : new ReadResult(null, problems);
  }

  private static Configuration configuration(JsonObject object, List<Problem> problems) {
    Section top = new Section("", object, problems);
    Placement placement =
        top.choice(
            "placement", Placement.ROUTER, new String[] {"router", "upstream"}, Placement.values());
    JsonValue rules = top.field(RULES);
    boolean onlyRules =
        rules instanceof JsonArray array && !array.elements().isEmpty() && !top.has("providers");
    Settings settings = SettingsReader.read(top, onlyRules);
    top.warnOfUnknown();
    return new Configuration(
        placement, onlyRules ? null : settings, rules(top, rules, object, problems));
  }

  private static List<Rule> rules(
      Section top, JsonValue value, JsonObject document, List<Problem> problems) {
    List<Rule> rules = new ArrayList<>();
    if (value == null) {
      return rules;
    }
    if (!(value instanceof JsonArray array)) {
      top.error(RULES, "must be a list, not " + value.kind());
      return rules;
    }
    for (int i = 0; i < array.elements().size(); i++) {
      String path = RULES + "[" + i + "]";
      JsonValue element = array.elements().get(i);
      if (element instanceof JsonObject own) {
        rules.add(rule(path, Section.inheriting(path, own, problems, document)));
      } else {
        top.error(path, "must be an object, not " + element.kind());
      }
    }
    return rules;
  }

  private static Rule rule(String path, Section in) {
    List<List<String>> matches = new ArrayList<>();
    boolean any = false;
    for (String match : MATCHES) {
      List<String> words = in.has(match) ? in.strings(match, List.of()) : List.of();
      any |= !words.isEmpty();
      matches.add(words);
    }
    if (!any) {
      in.error(path, "matches nothing; give one of " + String.join(", ", MATCHES));
    }
    Settings settings = SettingsReader.read(in, false);
    in.warnOfUnknown();
    return new Rule(matches.get(0), matches.get(1), matches.get(2), matches.get(3), settings);
  }
}
