package dev.samovar.core.config;

import java.util.List;

/**
 * A provider, or a part of one, that a rule may choose.
 *
 * @param provider index into {@link Settings#providers()}
 * @param weight 0 to 1000000; 0 gets nothing. The share of the requests where the rule splits them,
 *     else what the policy makes of it
 * @param priority 0 first; a higher one only where no endpoint of a lower one is left
 * @param labels which endpoints of the provider; all where empty
 * @param lora the adapter that an endpoint should have loaded, or {@code null}
 * @param model the upstream model, or {@code null} for the provider's; the adapter's name where one
 *     is given and no model
 */
public record RouteTarget(
    int provider, int weight, int priority, List<Label> labels, String lora, String model) {}
