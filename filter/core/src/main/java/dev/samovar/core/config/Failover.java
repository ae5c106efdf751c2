package dev.samovar.core.config;

import java.util.List;

/**
 * The ranked endpoints that the proxy may try in turn.
 *
 * @param endpoints how many are named, 0 to 16; 0 names none
 * @param acrossProviders whether endpoints of another provider than the chosen one may follow
 * @param headers lower-case headers that carry the list
 */
public record Failover(int endpoints, boolean acrossProviders, List<String> headers) {}
