package dev.samovar.llmsim.engine;

/**
 * The engine's state at one moment.
 *
 * @param waiting sequences in the queue
 * @param running sequences in slots
 * @param kvUsage share of the KV blocks that running sequences hold, in [0,1]
 */
public record Load(int waiting, int running, double kvUsage) {}
