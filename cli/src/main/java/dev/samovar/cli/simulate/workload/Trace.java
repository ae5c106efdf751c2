package dev.samovar.cli.simulate.workload;

import dev.samovar.cli.simulate.engine.Prompt;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Requests as somebody recorded them. Asked for another rate than its own, it runs faster or slower
 * in all; past its end it begins again, with prompts that are new.
 *
 * @param rows in order of time, at least one
 */
public record Trace(List<Row> rows) implements WorkloadModel {

  /**
   * One line.
   *
   * @param at seconds since the first line
   * @param prefix what prompts with the same word begin with, empty for nothing
   * @param prefixTokens how long that is; all of the prompt where the trace does not say
   */
  public record Row(
      double at, int promptTokens, int outputTokens, String prefix, int prefixTokens) {}

  @Override
  public double ownRate() {
    return rows.size() / lengthSeconds();
  }

  /** One mean gap longer than from the first to the last line. */
  private double lengthSeconds() {
    double last = rows.get(rows.size() - 1).at();
    return rows.size() == 1 ? 1 : Math.max(1e-3, last) * rows.size() / (rows.size() - 1);
  }

  @Override
  public int mostTokens() {
    return rows.stream().mapToInt(row -> row.promptTokens() + row.outputTokens()).max().orElse(1);
  }

  @Override
  public Workload begin(long seed, double requestsPerSecond, long end) {
    double stretch = ownRate() / requestsPerSecond;
    Map<String, Integer> turns = new HashMap<>();
    return new Workload() {
      private int count;

      @Override
      public Request next() {
        int round = count / rows.size();
        Row row = rows.get(count % rows.size());
        long at = (long) (1e6 * stretch * (row.at() + round * lengthSeconds()));
        if (at >= end) {
          return null;
        }
        if (count % rows.size() == 0) {
          turns.clear();
        }
        long number = Dice.seed(seed, 1000 + count++);
        boolean isShared = !row.prefix().isEmpty();
        boolean isWhole = isShared && row.prefixTokens() >= row.promptTokens();
        long prefix = Dice.seed(seed, 31L * row.prefix().hashCode() + round);
        Prompt prompt =
            new Prompt(
                row.promptTokens(),
                prefix,
                isShared && !isWhole ? row.prefixTokens() : 0,
                isWhole ? prefix : number);
        int turn = isWhole ? turns.merge(row.prefix(), 1, Integer::sum) : 1;
        return new Request(number, at, prompt, row.outputTokens(), turn, row.promptTokens(), -1);
      }

      @Override
      public Request after(Request done, long at, boolean lost) {
        return null;
      }
    };
  }
}
