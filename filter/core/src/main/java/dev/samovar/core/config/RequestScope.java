package dev.samovar.core.config;

/**
 * What a rule is matched against.
 *
 * @param authority the request's host, a port allowed; empty where there is none
 * @param route the proxy's route name, or empty
 * @param service the proxy's cluster name, or empty
 */
public record RequestScope(String authority, String route, String service) {}
