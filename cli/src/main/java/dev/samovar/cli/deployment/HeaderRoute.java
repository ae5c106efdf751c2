package dev.samovar.cli.deployment;

import dev.samovar.cli.document.Place;

/**
 * A route's condition on a header.
 *
 * @param header lower-case
 * @param value the whole value, or {@code null} where the condition is another than equality
 * @param cluster where the route leads, or empty where it does not say so by one name
 */
public record HeaderRoute(Place place, String header, String value, String cluster) {}
