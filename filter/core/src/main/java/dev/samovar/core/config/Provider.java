package dev.samovar.core.config;

/**
 * A destination with one upstream model name.
 *
 * @param name what routes match in the target header
 * @param key metric key, without the prefix; the name by default
 * @param model the model it is asked for, or {@code null} to leave the client's
 */
public record Provider(String name, String key, String model) {}
