package dev.samovar.cli.simulate.engine;

import java.util.Arrays;

/** One request inside one engine. The engine alone changes it; all figures are tokens or blocks. */
public final class Work {
  final Prompt prompt;
  final int outputTokens;
  final int adapter;
  final Object owner;

  /**
   * What has to be in KV before it decodes: the prompt, after a preemption its answer so far too.
   */
  int target;

  int computed;
  int cached = -1;
  int generated;
  int chunk;
  int published;
  int[] blocks = new int[16];
  int blockCount;
  int expected;

  /**
   * @param outputTokens of the answer, at least 1
   * @param adapter number of its LoRA adapter, -1 for none
   * @param owner whom the engine's listener finds it by
   */
  public Work(Prompt prompt, int outputTokens, int adapter, Object owner) {
    this.prompt = prompt;
    this.outputTokens = Math.max(1, outputTokens);
    this.adapter = adapter;
    this.owner = owner;
    target = prompt.tokens();
  }

  /** Whose it is. */
  public Object owner() {
    return owner;
  }

  /** Tokens of its prompt that were cached when it first ran, -1 before that. */
  public int cached() {
    return cached;
  }

  boolean isPrefilling() {
    return computed < target;
  }

  void add(int block) {
    if (blockCount == blocks.length) {
      blocks = Arrays.copyOf(blocks, 2 * blockCount);
    }
    blocks[blockCount++] = block;
  }
}
