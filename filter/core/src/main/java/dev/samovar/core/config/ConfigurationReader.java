package dev.samovar.core.config;

import dev.samovar.core.json.JsonException;
import dev.samovar.core.json.JsonReader;
import dev.samovar.core.json.JsonValue;
import dev.samovar.core.json.JsonValue.JsonObject;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a configuration document, native or in a dialect, and finds everything that is wrong with
 * it. A document wrapped as a {@code TypedStruct} is read for its {@code value}.
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

  /** Reads a JSON text without an environment. */
  public static ReadResult read(String json) {
    return read(json, Environment.EMPTY);
  }

  /**
   * Reads a JSON text; never throws for what the text says.
   *
   * @param environment where {@code env:NAME} and the dialects' variables are looked up
   */
  public static ReadResult read(String json, Environment environment) {
    List<Problem> problems = new ArrayList<>();
    Configuration configuration = null;
    try {
      JsonValue document = JsonReader.read(json);
      if (document instanceof JsonObject object) {
        configuration = configuration(new Section("", object, problems), environment);
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

  private static Configuration configuration(Section document, Environment environment) {
    Section top = document;
    if (document.isSet("@type") || document.has("typeUrl")) {
      document.passOver("@type value");
      document.warnOfUnknown();
      if (!document.isSet("value")) {
        document.error("value", "missing; the configuration");
        return null;
      }
      top = document.member("value");
      if (top == null) {
        return null;
      }
    }
    Placement placement =
        top.choice("placement", 0, "router upstream") == 0 ? Placement.ROUTER : Placement.UPSTREAM;
    List<Section> parts = top.parts(RULES);
    boolean onlyRules = !parts.isEmpty() && !top.has("providers") && !top.has(IstioReader.MODELS);
    Settings settings = SettingsReader.read(top, onlyRules, environment);
    List<Rule> rules = new ArrayList<>();
    for (Section part : parts) {
      if (part != null) {
        rules.add(rule(top.inheritor(part), environment));
      }
    }
    top.warnOfUnknown();
    return new Configuration(placement, onlyRules ? null : settings, rules);
  }

  private static Rule rule(Section in, Environment environment) {
    List<List<String>> matches = new ArrayList<>();
    boolean any = false;
    for (String match : MATCHES) {
      List<String> words = in.has(match) ? in.strings(match, List.of()) : List.of();
      any |= !words.isEmpty();
      matches.add(words);
    }
    if (!any) {
      in.error(in.path(), "matches nothing; give one of " + String.join(", ", MATCHES));
    }
    Settings settings = SettingsReader.read(in, false, environment);
    in.warnOfUnknown();
    return new Rule(matches.get(0), matches.get(1), matches.get(2), matches.get(3), settings);
  }
}
