package dev.samovar.proxywasm;

/**
 * A value of the proxy's shared data and the number that a compare-and-swap must name.
 *
 * @param value the bytes, empty when the key has none
 * @param cas the version; 0 asks for an unconditional write
 */
public record SharedValue(byte[] value, int cas) {}
