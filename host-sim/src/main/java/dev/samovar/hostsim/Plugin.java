package dev.samovar.hostsim;

import java.util.Map;

/**
 * One configured plugin.
 *
 * @param name plugin's name, property {@code plugin_name}
 * @param rootId property {@code plugin_root_id}
 * @param configuration bytes of {@code PLUGIN_CONFIGURATION}
 * @param upstream whether it stands in the upstream filter chain
 * @param properties more properties that its root sees
 */
record Plugin(
    String name,
    String rootId,
    byte[] configuration,
    boolean upstream,
    Map<String, byte[]> properties) {}
