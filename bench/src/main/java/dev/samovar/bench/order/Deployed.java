package dev.samovar.bench.order;

import dev.samovar.cli.simulate.gateway.Contestant;
import dev.samovar.cli.simulate.gateway.Contestants;
import dev.samovar.core.policy.Policies;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The filter's policies for the simulator, each as the filter runs it: in every worker, with
 * metrics, counts and prefixes by the exchange of 250 ms, with ejection. Peers' own deployments,
 * which {@code simulate} compares, are none of these.
 */
public final class Deployed {

  /** Those that show every kind of knowledge, from none to all. */
  public static final List<String> USUAL =
      List.of(
          "random",
          "round-robin",
          "least-request",
          "power-of-two",
          "prefix-cache",
          "llm-d",
          "expected-wait");

  /** What they choose by is the same for all endpoints of a provider. */
  private static final List<String> OF_PROVIDERS = List.of("least-load", "weighted", "cost");

  private Deployed() {}

  /**
   * The policies of these names or aliases.
   *
   * @throws OrderException with every name that is wrong
   */
  public static List<Contestant> named(List<String> names) {
    List<Contestant> found = new ArrayList<>();
    List<String> errors = new ArrayList<>();
    for (String name : names) {
      int policy = Policies.find(name);
      String own = policy < 0 ? name : Policies.name(policy);
      if (policy < 0) {
        errors.add(name + ": no such policy; there are " + String.join(", ", all()));
      } else if (OF_PROVIDERS.contains(own)) {
        errors.add(name + ": chooses among providers, and a fleet is one");
      } else if (found.stream().anyMatch(other -> other.name().equals(own))) {
        errors.add(name + ": is named twice");
      } else {
        found.add(contestant(own));
      }
    }
    if (!errors.isEmpty()) {
      throw new OrderException("--policies: " + String.join("\n--policies: ", errors));
    }
    return found;
  }

  private static List<String> all() {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < Policies.count(); i++) {
      if (!OF_PROVIDERS.contains(Policies.name(i))) {
        all.add(Policies.name(i));
      }
    }
    return all;
  }

  private static Contestant contestant(String policy) {
    Contestant filter = Contestants.find("expected-wait");
    return new Contestant(
        policy,
        policy,
        Map.of(),
        filter.place(),
        filter.scrape(),
        filter.exchange(),
        filter.counts(),
        filter.index(),
        filter.indexEntries(),
        filter.recordsAtOnce(),
        filter.guards());
  }
}
