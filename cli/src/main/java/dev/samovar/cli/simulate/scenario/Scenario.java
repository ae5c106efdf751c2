package dev.samovar.cli.simulate.scenario;

import dev.samovar.cli.simulate.Fleet;
import dev.samovar.cli.simulate.gateway.Contestant;
import dev.samovar.cli.simulate.workload.WorkloadModel;
import java.util.List;

/**
 * One scenario file.
 *
 * @param duration microseconds in which requests come
 * @param warmup microseconds at the begin whose requests do not count
 * @param load share of the fleet's capacity, NaN where {@code rate} says it
 * @param rate requests a second, NaN where {@code load} says it
 */
public record Scenario(
    String name,
    String description,
    long seed,
    long duration,
    long warmup,
    double load,
    double rate,
    Fleet fleet,
    WorkloadModel workload,
    List<Contestant> policies,
    List<Target> targets) {

  /**
   * The same with another seed, and with fewer policies.
   *
   * @param otherSeed {@code null} keeps it
   * @param names of the policies that stay, empty for all; targets that lack one go
   * @throws ScenarioException where it has no such policy
   */
  public Scenario with(Integer otherSeed, List<String> names) {
    List<Contestant> kept =
        policies.stream().filter(p -> names.isEmpty() || names.contains(p.name())).toList();
    List<String> known = policies.stream().map(Contestant::name).toList();
    for (String wanted : names) {
      if (!known.contains(wanted)) {
        throw new ScenarioException(
            List.of(
                "--policies: "
                    + wanted
                    + " is none of the scenario's; it has "
                    + String.join(", ", known)));
      }
    }
    List<String> left = kept.stream().map(Contestant::name).toList();
    return new Scenario(
        name,
        description,
        otherSeed == null ? seed : otherSeed,
        duration,
        warmup,
        load,
        rate,
        fleet,
        workload,
        kept,
        targets.stream()
            .filter(t -> left.contains(t.of()))
            .filter(t -> t.against() == null || left.contains(t.against()))
            .toList());
  }
}
