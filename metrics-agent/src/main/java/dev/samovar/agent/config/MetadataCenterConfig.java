package dev.samovar.agent.config;

import java.util.OptionalInt;

/**
 * The metadata centre's load queries.
 *
 * @param port on which they are answered too, on the host of {@code listen}; they always are on its
 *     own port
 */
public record MetadataCenterConfig(boolean enabled, OptionalInt port) {}
