package dev.samovar.cli.deployment;

import dev.samovar.cli.document.Place;
import java.util.List;

/**
 * The weights of one route's destinations.
 *
 * @param weights of each, in order
 */
public record Shares(Place place, List<Double> weights) {}
