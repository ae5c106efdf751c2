package dev.samovar.core.config;

/**
 * What keeps a session together.
 *
 * @param header lower-case header that names it, or empty
 * @param user whether the user that the body names is one, where the header is not there
 */
public record SessionSettings(String header, boolean user) {}
