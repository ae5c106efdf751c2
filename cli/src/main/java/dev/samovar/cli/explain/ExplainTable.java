package dev.samovar.cli.explain;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.samovar.core.decision.Decision;
import dev.samovar.core.fleet.Endpoint;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** A decision for a terminal: what was chosen and why, then the candidates with their terms. */
public final class ExplainTable {
  private static final String[] FIGURES = {
    "cost", "hit", "inFlight", "waiting", "running", "kvCacheUsage", "load"
  };

  private ExplainTable() {}

  /** The lines, each ended. */
  public static String of(Explained.Decided decided) {
    JsonNode json;
    try {
      json = new ObjectMapper().readTree(decided.json());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
    Decision decision = decided.decision();
    StringBuilder out = new StringBuilder();
    line(out, "provider", decided.settings().providers().get(decision.provider()).name());
    line(out, "endpoint", or(decision.endpoint().address(), "- (the proxy finds it)"));
    line(out, "then", then(decision));
    line(out, "model", or(decided.model(), "- (the body is not read yet)"));
    line(out, "upstream model", or(decision.model(), "as asked"));
    line(out, "policy", decision.reason());
    String age =
        decision.ageMillis() < 0
            ? "no metrics used"
            : "metrics " + decision.ageMillis() + " ms old";
    line(out, "degrade level", decision.level().word() + ", " + age);
    line(out, "snapshot", or(decided.snapshot(), "-"));
    line(out, "random", json.path("random").asText());
    line(
        out,
        "prompt",
        json.path("promptTokens").asText()
            + " tokens, "
            + json.path("blocks").asText()
            + " blocks");
    out.append('\n').append(table(candidates(json, decision)));
    int shown = json.path("candidates").size();
    int all = json.path("of").asInt();
    if (all > shown) {
      out.append("and ").append(all - shown).append(" more\n");
    }
    return out.toString();
  }

  private static void line(StringBuilder out, String name, String value) {
    if (!value.isEmpty()) {
      out.append(name).append(" ".repeat(16 - name.length())).append(value).append('\n');
    }
  }

  private static String or(String text, String otherwise) {
    return text == null || text.isEmpty() ? otherwise : text;
  }

  private static String then(Decision decision) {
    List<String> next = new ArrayList<>();
    for (int i = 1; i < decision.ranked().length; i++) {
      next.add(decision.ranked()[i].address());
    }
    return String.join(", ", next);
  }

  private static List<List<String>> candidates(JsonNode json, Decision decision) {
    Set<String> columns = new LinkedHashSet<>();
    Set<String> terms = new LinkedHashSet<>();
    for (JsonNode candidate : json.path("candidates")) {
      for (String figure : FIGURES) {
        if (candidate.has(figure)) {
          columns.add(figure);
        }
      }
      candidate.path("terms").fieldNames().forEachRemaining(terms::add);
    }
    terms.removeAll(columns);
    List<List<String>> rows = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of("rank", "provider", "endpoint"));
    head.addAll(columns);
    head.addAll(terms);
    rows.add(head);
    for (JsonNode candidate : json.path("candidates")) {
      List<String> row = new ArrayList<>();
      row.add(rank(candidate, decision));
      row.add(candidate.path("provider").asText());
      row.add(or(candidate.path("endpoint").asText(), "-"));
      columns.forEach(name -> row.add(candidate.path(name).asText("")));
      terms.forEach(name -> row.add(candidate.path("terms").path(name).asText("")));
      rows.add(row);
    }
    return rows;
  }

  private static String rank(JsonNode candidate, Decision decision) {
    if (is(candidate, decision.endpoint())) {
      return "1";
    }
    for (int i = 0; i < decision.ranked().length; i++) {
      if (is(candidate, decision.ranked()[i])) {
        return Integer.toString(i + 1);
      }
    }
    return "";
  }

  private static boolean is(JsonNode candidate, Endpoint endpoint) {
    return candidate.path("provider").asText().equals(endpoint.provider())
        && candidate.path("endpoint").asText().equals(endpoint.address());
  }

  private static String table(List<List<String>> rows) {
    int[] widths = new int[rows.get(0).size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    StringBuilder out = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        String gap = " ".repeat(widths[i] - row.get(i).length());
        // Names to the left, figures to the right.
        line.append(i < 3 ? row.get(i) + gap : gap + row.get(i)).append("  ");
      }
      out.append(line.toString().stripTrailing()).append('\n');
    }
    return out.toString();
  }
}
