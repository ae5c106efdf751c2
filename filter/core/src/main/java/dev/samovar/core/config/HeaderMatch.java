package dev.samovar.core.config;

/**
 * A request header that must be there with a value.
 *
 * @param name lower-case
 * @param value exact
 */
public record HeaderMatch(String name, String value) {}
