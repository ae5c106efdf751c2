package dev.samovar.core.config;

import java.util.List;

/**
 * A destination with one upstream model name.
 *
 * @param name what routes match in the target header
 * @param key metric key, without the prefix; the name by default
 * @param model the model it is asked for, or {@code null} to leave the client's
 * @param labels what its endpoints are labelled with
 * @param weight 0 to 1000000; 0 gets nothing
 * @param priority 0 first; a higher one only where no endpoint of a lower one is left
 * @param policy how an endpoint of it is chosen, or {@code null} for the model's or the settings'
 * @param cluster the proxy's cluster, for {@link Settings#clusterHeader()}; may be empty
 * @param engine what runs there, as the agent names it; may be empty
 * @param fleetName the name under which the agent knows it: the cluster in the Istio LLM filter's
 *     dialect, else the name
 */
public record Provider(
    String name,
    String key,
    String model,
    List<Label> labels,
    int weight,
    int priority,
    PolicySettings policy,
    String cluster,
    String engine,
    String fleetName) {

  /** A provider of which nothing but this is said. */
  public Provider(String name, String key, String model) {
    this(name, key, model, List.of(), 1, 0, null, "", "", name);
  }
}
