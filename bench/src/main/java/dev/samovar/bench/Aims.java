package dev.samovar.bench;

import dev.samovar.bench.Results.DecisionCost;
import dev.samovar.bench.Results.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the filter's cost has to be, and what a run found of it; every aim has a line. */
final class Aims {

  private static final String DEFAULT = "samovar";
  private static final String WITHOUT_PREFIX = "samovar-noprefix";
  private static final String INSPECTING = "samovar-inspect";
  private static final String DECISION = "./samovar bench decision";
  private static final String SOAK = "./samovar bench soak";

  private final Results results;
  private final List<Aim> aims = new ArrayList<>();

  /**
   * What became of an aim. Where the bound lies within the spread, this run tells neither that it
   * is reached nor that it is missed.
   */
  enum Verdict {
    REACHED("reached"),
    MISSED("missed"),
    WITHIN("within the spread"),
    OPEN("not measured in this run");

    private final String words;

    Verdict(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  /**
   * One aim.
   *
   * @param what is compared, and the bound
   * @param found the figure with its spread, or how to get it
   */
  record Aim(String what, String found, Verdict verdict) {}

  private Aims(Results results) {
    this.results = results;
  }

  static List<Aim> of(Results results) {
    Aims all = new Aims(results);
    all.againstRust("1k", WITHOUT_PREFIX, 0.7);
    all.againstRust("64k", WITHOUT_PREFIX, 0.6);
    all.againstRust("64k", DEFAULT, 0.9);
    all.againstProcessor("1k", 1 / 3.0, "a third");
    all.againstProcessor("64k", 0.1, "a tenth");
    all.notOurs();
    all.streaming();
    all.decision(32, 10);
    all.decision(512, 60);
    all.allocation();
    all.add(
        "10 million requests: no growth of memory, no pause of the collector above 2 ms",
        Optional.empty(),
        SOAK);
    return all.aims;
  }

  private void againstRust(String workload, String variant, double bound) {
    Optional<Figure> found =
        three(workload, variant, "rust")
            .map(rows -> Comparison.addedRatio(rows.get(0), rows.get(1), rows.get(2)));
    bounded(
        String.format(
            Locale.ROOT, "%s: %s adds at most %.2f x what rust adds", workload, variant, bound),
        found,
        bound,
        "x");
  }

  private void againstProcessor(String workload, double bound, String words) {
    Optional<List<Row>> rows = three(workload, DEFAULT, "ext_proc");
    bounded(
        workload + ": " + DEFAULT + " adds at most " + words + " of ext_proc's total",
        rows.map(three -> Comparison.addedToTotal(three.get(0), three.get(1), three.get(2))),
        bound,
        "x");
    rows.ifPresent(
        three -> {
          Aim last = aims.remove(aims.size() - 1);
          String total = Comparison.total(three.get(1), three.get(2)).text("%.3f");
          aims.add(
              new Aim(last.what(), last.found() + "; total to total " + total, last.verdict()));
        });
  }

  /** No measurable cost is one whose spread reaches down to nothing. */
  private void notOurs() {
    Optional<Figure> found =
        three("other", DEFAULT, "empty").map(rows -> Comparison.added(rows.get(2), rows.get(1)));
    add(
        "other: " + DEFAULT + " adds nothing to empty that lies beyond the spread",
        found.map(
            figure ->
                new Finding(
                    figure.text("%+.2f") + " us" + share(figure, DEFAULT),
                    decided(figure.lower() <= 0))),
        "");
  }

  private String share(Figure added, String variant) {
    return results
        .row("other", variant)
        .map(
            row ->
                String.format(
                    Locale.ROOT,
                    ", %.1f %% of the request",
                    100 * added.value() / Comparison.cpu(row).value()))
        .orElse("");
  }

  private void streaming() {
    bounded(
        "stream: " + INSPECTING + " adds at most 2.00 x what empty adds, per event",
        three("stream", INSPECTING, "empty")
            .map(rows -> Comparison.addedRatio(rows.get(0), rows.get(1), rows.get(2))),
        2,
        "x");
    Integer passed = results.eventsPassed().get(INSPECTING);
    add(
        "stream: no event is held back",
        passed == null
            ? Optional.empty()
            : Optional.of(
                new Finding(
                    passed + " events, each seen before more was sent", decided(passed > 0))),
        "");
  }

  private void decision(int endpoints, double bound) {
    for (boolean prefix : new boolean[] {false, true}) {
      bounded(
          String.format(
              Locale.ROOT,
              "a decision over %d endpoints%s: at most %.0f us",
              endpoints,
              prefix ? " with the prefix index" : "",
              bound),
          results.decisions().stream()
              .filter(one -> one.endpoints() == endpoints && one.blocks() > 0 == prefix)
              .map(one -> Figure.of(1, rounds -> one.cost().micros()))
              .findFirst(),
          bound,
          "us");
    }
  }

  private void allocation() {
    double most =
        results.decisions().stream().mapToDouble(one -> one.cost().bytes()).max().orElse(0);
    add(
        "a decision takes less of the Java heap than a byte for each endpoint",
        results.decisions().isEmpty()
            ? Optional.empty()
            : Optional.of(
                new Finding(
                    String.format(Locale.ROOT, "at most %.1f bytes", most),
                    decided(results.decisions().stream().allMatch(Aims::isFrugal)))),
        DECISION);
  }

  private static boolean isFrugal(DecisionCost one) {
    return one.cost().bytes() < one.endpoints();
  }

  /** What was found, and what that makes of the aim. */
  private record Finding(String text, Verdict verdict) {}

  private static Verdict decided(boolean reached) {
    return reached ? Verdict.REACHED : Verdict.MISSED;
  }

  private void bounded(String what, Optional<Figure> found, double bound, String unit) {
    add(
        what,
        found
            .filter(Figure::isKnown)
            .map(
                figure ->
                    new Finding(
                        figure.text("%.2f") + " " + unit,
                        figure.leavesOpen(bound)
                            ? Verdict.WITHIN
                            : decided(figure.value() <= bound))),
        unit.equals("us") ? DECISION : "");
  }

  private void add(String what, Optional<Finding> found, String otherwise) {
    aims.add(
        found
            .map(one -> new Aim(what, one.text(), one.verdict()))
            .orElseGet(() -> new Aim(what, otherwise, Verdict.OPEN)));
  }

  /** The rows of the plain proxy, a variant and a peer; all or none. */
  private Optional<List<Row>> three(String workload, String variant, String peer) {
    List<Row> out = new ArrayList<>();
    for (String name : List.of("plain", variant, peer)) {
      results.row(workload, name).ifPresent(out::add);
    }
    return out.size() == 3 ? Optional.of(out) : Optional.empty();
  }
}
