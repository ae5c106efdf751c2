package dev.samovar.llmsim.openai;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Counts a prompt's bytes and hashes it by KV blocks: each hash covers the block and all before it
 * (64-bit FNV-1a). A token is taken as four bytes of text.
 */
final class PromptHash {
  static final int BYTES_PER_TOKEN = 4;

  /** Blocks that are told apart; what comes after them is never found in a cache. */
  private static final int MAX_BLOCKS = 1024;

  private static final long BASIS = 0xcbf29ce484222325L;
  private static final long PRIME = 0x100000001b3L;

  private final int blockBytes;
  private final List<Long> blocks = new ArrayList<>();
  private long hash = BASIS;
  private long bytes;

  PromptHash(int blockTokens) {
    this.blockBytes = blockTokens * BYTES_PER_TOKEN;
  }

  void add(byte[] from, int offset, int length) {
    for (int i = offset; i < offset + length && blocks.size() < MAX_BLOCKS; i++) {
      hash = (hash ^ from[i] & 0xFF) * PRIME;
      if ((bytes + (i - offset) + 1) % blockBytes == 0) {
        blocks.add(hash);
      }
    }
    bytes += length;
  }

  /** Counts tokens that came as numbers. */
  void addTokens(int tokens) {
    bytes += (long) tokens * BYTES_PER_TOKEN;
  }

  int tokens() {
    return (int) Math.max(1, (bytes + BYTES_PER_TOKEN - 1) / BYTES_PER_TOKEN);
  }

  List<Long> blocks() {
    return blocks;
  }

  /** What {@link #blocks} would be with {@code text} behind all that was added. */
  List<Long> blocksWith(String text) {
    PromptHash longer = new PromptHash(blockBytes / BYTES_PER_TOKEN);
    longer.blocks.addAll(blocks);
    longer.hash = hash;
    longer.bytes = bytes;
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    longer.add(utf8, 0, utf8.length);
    return longer.blocks;
  }

  /** One text's hash, continued from {@code start}, which is {@link #start} at first. */
  static long extend(long start, byte[] from, int offset, int length) {
    long hash = start;
    for (int i = offset; i < offset + length; i++) {
      hash = (hash ^ from[i] & 0xFF) * PRIME;
    }
    return hash;
  }

  static long start() {
    return BASIS;
  }
}
