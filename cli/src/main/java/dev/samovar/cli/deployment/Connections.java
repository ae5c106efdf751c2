package dev.samovar.cli.deployment;

import dev.samovar.cli.document.Place;
import java.util.Set;

/**
 * An HTTP connection manager, or a patch of one.
 *
 * @param patch whether it is only a part, that an EnvoyFilter merges
 * @param filtered whether a wasm filter is in its chain
 * @param stripped lower-case headers that it removes before a route is chosen
 */
public record Connections(Place place, boolean patch, boolean filtered, Set<String> stripped) {}
