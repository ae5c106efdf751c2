package dev.samovar.cli.deployment;

import dev.samovar.cli.document.Place;
import java.util.List;
import java.util.Set;

/**
 * A cluster of the proxy.
 *
 * @param name empty in a patch
 * @param overrides lower-case headers from which it reads the endpoint
 * @param members clusters of a composite
 * @param byName whether its endpoints are DNS names, of which Envoy knows no address beforehand
 */
public record Cluster(
    Place place, String name, Set<String> overrides, List<String> members, boolean byName) {}
