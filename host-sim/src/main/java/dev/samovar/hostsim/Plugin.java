package dev.samovar.hostsim;

/**
 * One configured plugin.
 *
 * @param name plugin's name, property {@code plugin_name}
 * @param rootId property {@code plugin_root_id}
 * @param configuration bytes of {@code PLUGIN_CONFIGURATION}
 * @param upstream whether it stands in the upstream filter chain
 */
record Plugin(String name, String rootId, byte[] configuration, boolean upstream) {}
