package dev.samovar.cli.simulate.engine;

/**
 * What nobody outside of a simulation can know: the time to the first token of a request if it came
 * to this engine now, from the engine's true state and the true lengths of the answers under way.
 *
 * <p>An estimate too: the batch is taken to stay as large as it is, and preemptions that would
 * follow are not foreseen.
 */
public final class Foresight {
  private int[] rests = new int[64];
  private int[] blocks = new int[64];

  /** Seconds to the first token. */
  public double secondsToFirstToken(Engine engine, Prompt prompt, int adapter) {
    EngineModel model = engine.model();
    int decoding = engine.decoding();
    double overhead = model.decodeSeconds(decoding);
    long uncached = prompt.tokens() - engine.cachedTokens(prompt);
    long tokens = engine.pendingTokens() - engine.stepPromptTokens() + uncached;
    int perStep = Math.max(1, model.stepTokens() - decoding);
    double rate = model.prefillRate() * model.speed();
    double computing =
        tokens / rate + (tokens + perStep - 1) / perStep * overhead + engine.stepRest() / 1e6;
    double place = placeSeconds(engine, prompt);
    if (place > 0) {
      double own = uncached / rate + (uncached + perStep - 1) / perStep * overhead;
      computing = Math.max(computing, place + own);
    }
    if (adapter >= 0 && !engine.adapters().contains(adapter)) {
      computing += model.adapterMicros() / 1e6;
    }
    return computing;
  }

  /** Seconds until a slot and KV are free for it, behind those that wait already. */
  private double placeSeconds(Engine engine, Prompt prompt) {
    EngineModel model = engine.model();
    int ahead = engine.waiting();
    int slots = engine.running() + ahead + 1 - model.slots();
    long kv = model.blocksOf(prompt.tokens()) - (long) engine.availableBlocks();
    for (Work work : engine.waitingWork()) {
      kv += model.blocksOf(work.target);
    }
    if (slots <= 0 && kv <= 0) {
      return 0;
    }
    int count = sorted(engine);
    double step = model.decodeSeconds(Math.max(1, engine.running()));
    double last = 0;
    for (int i = 0; i < count; i++) {
      last = rests[i] * step;
      slots--;
      kv -= blocks[i];
      if (slots <= 0 && kv <= 0) {
        return last;
      }
    }
    return last * (1 + (double) Math.max(0, slots) / Math.max(1, count));
  }

  /** Remaining answer tokens and held blocks of what runs, the shortest rest first. */
  private int sorted(Engine engine) {
    int count = engine.running();
    if (rests.length < count) {
      rests = new int[2 * count];
      blocks = new int[2 * count];
    }
    for (int i = 0; i < count; i++) {
      Work work = engine.runningWork().get(i);
      int rest = work.outputTokens - work.generated;
      int j = i;
      while (j > 0 && rests[j - 1] > rest) {
        rests[j] = rests[j - 1];
        blocks[j] = blocks[j - 1];
        j--;
      }
      rests[j] = rest;
      blocks[j] = work.blockCount;
    }
    return count;
  }
}
