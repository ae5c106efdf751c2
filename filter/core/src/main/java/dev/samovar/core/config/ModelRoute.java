package dev.samovar.core.config;

import java.util.List;

/**
 * What a model asked for means.
 *
 * @param pattern a model's name, {@code prefix-*}, or {@code *}
 * @param aliases other names, exact
 * @param rules the first that matches wins; a request that none matches has no provider
 * @param policy {@code null} for the settings'
 */
public record ModelRoute(
    String pattern, List<String> aliases, List<RouteRule> rules, PolicySettings policy) {}
