package dev.samovar.cli.simulate.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.samovar.cli.simulate.Outcome;
import dev.samovar.cli.simulate.Tournament;
import dev.samovar.cli.simulate.gateway.Contestant;
import dev.samovar.cli.simulate.scenario.Scenario;
import dev.samovar.cli.simulate.scenario.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A scenario's targets, each with what came out and whether it was reached. */
public final class Verdicts {
  private final List<Verdict> verdicts;

  /** One target and its value. */
  private record Verdict(Target target, double value) {
    boolean isMet() {
      return target.isMetBy(value);
    }

    String what() {
      String bound =
          target.value() == Target.Value.SUSTAINED
              ? String.format(Locale.ROOT, " (p99 ≤ %s s)", Table.seconds(target.bound()))
              : "";
      String against = target.against() == null ? "" : " / " + target.against();
      return target.value() + bound + " of " + target.of() + against;
    }

    String aim() {
      return (target.atLeast() ? "≥ " : "≤ ") + number(target.limit());
    }
  }

  private Verdicts(List<Verdict> verdicts) {
    this.verdicts = verdicts;
  }

  /** Judges; what is sustained is searched for here. */
  public static Verdicts of(Scenario scenario, Tournament tournament, List<Outcome> outcomes) {
    List<Verdict> verdicts = new ArrayList<>();
    for (Target target : scenario.targets()) {
      double value = value(target, target.of(), scenario, tournament, outcomes);
      if (target.against() != null) {
        value /= value(target, target.against(), scenario, tournament, outcomes);
      }
      verdicts.add(new Verdict(target, value));
    }
    return new Verdicts(verdicts);
  }

  /** Whether every target was reached. */
  public boolean areAllMet() {
    return verdicts.stream().allMatch(Verdict::isMet);
  }

  /** A line each, aligned; empty where there are no targets. */
  public String text() {
    if (verdicts.isEmpty()) {
      return "";
    }
    List<String[]> rows = new ArrayList<>();
    rows.add(new String[] {"target", "is", "aim", ""});
    for (Verdict verdict : verdicts) {
      rows.add(
          new String[] {
            verdict.what(),
            number(verdict.value()),
            verdict.aim(),
            verdict.isMet() ? "reached" : "MISSED "
          });
    }
    return Table.lines(rows);
  }

  /** Adds them to a scenario's document. */
  public ObjectNode addTo(ObjectNode document) {
    ArrayNode list = document.putArray("targets");
    for (Verdict verdict : verdicts) {
      ObjectNode node = list.addObject();
      node.put("target", verdict.what());
      node.put("value", verdict.value());
      node.put(verdict.target().atLeast() ? "atLeast" : "atMost", verdict.target().limit());
      node.put("reached", verdict.isMet());
    }
    return document;
  }

  private static double value(
      Target target,
      String name,
      Scenario scenario,
      Tournament tournament,
      List<Outcome> outcomes) {
    if (target.value() == Target.Value.SUSTAINED) {
      List<Contestant> one =
          scenario.policies().stream().filter(policy -> policy.name().equals(name)).toList();
      return tournament.sustained(one, target.bound())[0];
    }
    Outcome o = outcomes.stream().filter(outcome -> outcome.name().equals(name)).findFirst().get();
    return switch (target.value()) {
      case TTFT_P50 -> o.ttft().p50();
      case TTFT_P90 -> o.ttft().p90();
      case TTFT_P99 -> o.ttft().p99();
      case E2E_P90 -> o.endToEnd().p90();
      case E2E_P99 -> o.endToEnd().p99();
      case HIT_RATE -> o.hitRate();
      default -> (double) o.lost() / Math.max(1, o.requests());
    };
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, Math.abs(value) < 0.1 ? "%.4f" : "%.2f", value);
  }
}
