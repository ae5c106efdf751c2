package dev.samovar.cli.simulate.scenario;

import dev.samovar.cli.simulate.workload.Trace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a trace: CSV without quotes, one request a line, in order of time.
 *
 * <p>Columns: arrival in seconds, prompt tokens, output tokens, then, where there is one, the
 * prefix id (prompts with the same id begin alike) and how many tokens that prefix has (all of the
 * prompt where the column is missing or empty). A first line that does not begin with a number is a
 * header.
 */
final class TraceReader {
  private static final int MOST_TOKENS = 1_000_000;
  private static final int MOST_ERRORS = 20;

  private final Field field;

  /**
   * @param field that names the file; errors are noted there
   */
  TraceReader(Field field) {
    this.field = field;
  }

  /** The trace, or {@code null} with errors noted. */
  Trace read(Path file) {
    String text;
    try {
      text = ScenarioReader.textOf(file);
    } catch (ScenarioException e) {
      field.error(e.getMessage());
      return null;
    }
    List<Trace.Row> rows = new ArrayList<>();
    int number = 0;
    int wrong = 0;
    double first = 0;
    double last = Double.NEGATIVE_INFINITY;
    for (String line : (Iterable<String>) text.lines()::iterator) {
      number++;
      if (line.isBlank() || number == 1 && !line.strip().matches("[0-9].*")) {
        continue;
      }
      try {
        Trace.Row row = row(line.split(",", -1));
        if (rows.isEmpty()) {
          first = row.at();
        } else if (row.at() < last) {
          throw new IllegalArgumentException("arrival must not be before the line above");
        }
        last = row.at();
        rows.add(
            new Trace.Row(
                row.at() - first,
                row.promptTokens(),
                row.outputTokens(),
                row.prefix(),
                row.prefixTokens()));
      } catch (IllegalArgumentException e) {
        if (++wrong <= MOST_ERRORS) {
          field.error(file.getFileName() + ":" + number + ": " + e.getMessage());
        }
      }
    }
    if (rows.isEmpty() && wrong == 0) {
      field.error(file.getFileName() + ": must have at least one line");
    }
    return wrong > 0 || rows.isEmpty() ? null : new Trace(rows);
  }

  private static Trace.Row row(String[] cells) {
    if (cells.length < 3 || cells.length > 5) {
      throw new IllegalArgumentException(
          "must have 3 to 5 columns: arrival, prompt tokens, output tokens, prefix id, prefix tokens");
    }
    double at;
    try {
      at = Double.parseDouble(cells[0].strip());
    } catch (NumberFormatException e) {
      at = Double.NaN;
    }
    if (!(at >= 0 && at < 1e9)) {
      throw new IllegalArgumentException("arrival must be seconds, 0 or more");
    }
    int prompt = tokens("prompt tokens", cells[1]);
    String prefix = cells.length > 3 ? cells[3].strip() : "";
    boolean isWhole = cells.length < 5 || cells[4].isBlank();
    int prefixTokens = isWhole ? prompt : tokens("prefix tokens", cells[4]);
    return new Trace.Row(at, prompt, tokens("output tokens", cells[2]), prefix, prefixTokens);
  }

  private static int tokens(String name, String text) {
    String digits = text.strip();
    int tokens = digits.matches("\\d{1,7}") ? Integer.parseInt(digits) : 0;
    if (tokens < 1 || tokens > MOST_TOKENS) {
      throw new IllegalArgumentException(name + " must be 1 to " + MOST_TOKENS);
    }
    return tokens;
  }
}
