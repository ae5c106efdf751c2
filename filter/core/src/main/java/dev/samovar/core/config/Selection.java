package dev.samovar.core.config;

/**
 * How a request's endpoint is selected; {@link Settings} hands out each part under its own name.
 *
 * @param models empty where every model goes to every provider
 * @param shadowPolicy scored in the same call and counted, or {@code null}
 * @param imageTokens what an image counts, 0 to 100000 tokens
 */
public record Selection(
    ModelTable models,
    PolicySettings policy,
    PolicySettings shadowPolicy,
    Failover failover,
    PrefixSettings prefix,
    SessionSettings session,
    int imageTokens) {}
