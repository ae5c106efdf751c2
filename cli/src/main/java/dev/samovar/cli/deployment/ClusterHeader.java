package dev.samovar.cli.deployment;

import dev.samovar.cli.document.Place;

/**
 * A route that reads its cluster from a header.
 *
 * @param header lower-case
 */
public record ClusterHeader(Place place, String header) {}
