package dev.samovar.core.config;

/**
 * How prompts are cut into blocks, and how many of them are remembered.
 *
 * @param enabled whether there is an index at all
 * @param blockTokens tokens of a block, 1 to 4096
 * @param entries pairs of a block and an endpoint in the index, 0 to 4194304
 * @param bytesPerToken bytes of text that count as one token, 1 to 16
 * @param maxBlocks leading blocks of a prompt that are read, 0 to 8192
 */
public record PrefixSettings(
    boolean enabled, int blockTokens, int entries, int bytesPerToken, int maxBlocks) {}
