package dev.samovar.cli.simulate.scenario;

import dev.samovar.cli.simulate.gateway.Contestant;
import java.util.ArrayList;
import java.util.List;

/** Reads what a scenario is to show. */
final class TargetReader {
  private final List<String> names;

  TargetReader(List<Contestant> policies) {
    names = policies.stream().map(Contestant::name).toList();
  }

  List<Target> read(Field list) {
    List<Target> targets = new ArrayList<>();
    for (Field field : list.entries()) {
      field.mapOf("value", "of", "against", "atMost", "atLeast", "bound");
      Target.Value value =
          field.at("value").oneOf(Target.Value.TTFT_P90, List.of(Target.Value.values()));
      String of = field.at("of").oneOf("", names);
      if (field.at("of").isAbsent()) {
        field.at("of").error("is missing; must be one of: " + String.join(", ", names));
      }
      String against = field.at("against").oneOf(null, names);
      boolean atLeast = !field.at("atLeast").isAbsent();
      if (atLeast == !field.at("atMost").isAbsent()) {
        field.error("must have either atMost or atLeast");
      }
      double limit = field.at(atLeast ? "atLeast" : "atMost").share(1, 1e6);
      double bound = field.at("bound").micros(3_000_000, 1, 3_600_000_000L) / 1e6;
      targets.add(new Target(value, of, against, bound, limit, atLeast));
    }
    return targets;
  }
}
