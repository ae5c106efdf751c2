package dev.samovar.core.decision;

import dev.samovar.core.config.RouteTarget;
import dev.samovar.core.fleet.Endpoint;
import java.util.List;

/**
 * The record of one choice.
 *
 * @param provider index in the configured order
 * @param targets what the model's rule says of its providers, or all of them where no rule did
 * @param model upstream model, or {@code null} to keep the client's
 * @param endpoint that was chosen; of an empty address where the proxy finds one itself
 * @param ranked endpoints to try in turn, the chosen one first; only those that have an address
 * @param level how much it could rely on
 * @param reason the policy or the want that led to it
 * @param ageMillis age of the metrics used, or -1 where none were
 * @param hit leading blocks of the prompt that the endpoint is thought to hold
 * @param expectedSeconds to the first token, were the endpoint of ordinary speed; NaN where the
 *     policy does not say
 */
public record Decision(
    int provider,
    List<RouteTarget> targets,
    String model,
    Endpoint endpoint,
    Endpoint[] ranked,
    DegradeLevel level,
    String reason,
    long ageMillis,
    int hit,
    double expectedSeconds) {}
