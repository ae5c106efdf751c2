package dev.samovar.cli.simulate.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * One engine replica: continuous batching in steps, chunked prefill, KV blocks with preemption, a
 * prefix cache, LoRA adapters.
 *
 * <p>First come, first served; only a request whose adapter finds no place lets others pass. When
 * KV runs out during decoding, the request that started last is preempted, and computed again later
 * from what its prefix still has in the cache. Source of the rules: vLLM's scheduler, as its
 * documents describe it.
 */
public final class Engine {
  private final EngineModel model;
  private final Events events;
  private final Listener listener;
  private final BlockCache cache;
  private final Runnable stepEnd = this::endStep;
  private final ArrayDeque<Work> waiting = new ArrayDeque<>();
  private final List<Work> running = new ArrayList<>();
  private final List<Integer> adapters = new ArrayList<>();
  private boolean busy;
  private long stepEndsAt;
  private long pendingTokens;
  private int stepPromptTokens;
  private long busyMicros;

  /** Hears of tokens, at the time they leave the engine. */
  public interface Listener {
    /** Its first token. */
    void firstToken(Work work);

    /** Its last token. */
    void ended(Work work);
  }

  public Engine(EngineModel model, Events events, Listener listener) {
    this.model = model;
    this.events = events;
    this.listener = listener;
    cache = new BlockCache(model.kvBlocks());
  }

  /** Queues a request; false where it can never fit into the KV memory. */
  public boolean submit(Work work) {
    int most = model.blocksOf(work.prompt.tokens() + work.outputTokens);
    if (most > cache.capacity()) {
      return false;
    }
    work.expected = work.target - cachedTokens(work.prompt);
    pendingTokens += work.expected;
    waiting.addLast(work);
    if (!busy) {
      startStep();
    }
    return true;
  }

  public int waiting() {
    return waiting.size();
  }

  public int running() {
    return running.size();
  }

  /** Share of the KV blocks that running requests hold, 0 to 1. */
  public double kvUsage() {
    return (double) cache.held() / cache.capacity();
  }

  /** Microseconds of all steps that have ended. */
  public long busyMicros() {
    return busyMicros;
  }

  /** Adapters that are loaded, the one used last at the end. */
  public List<Integer> adapters() {
    return adapters;
  }

  public EngineModel model() {
    return model;
  }

  /** Leading tokens of the prompt that need no computing now; at least one always does. */
  public int cachedTokens(Prompt prompt) {
    return cachedBlocks(prompt, prompt.tokens()) * model.blockTokens();
  }

  List<Work> runningWork() {
    return running;
  }

  ArrayDeque<Work> waitingWork() {
    return waiting;
  }

  /** Prompt tokens that are still to be computed for all requests here. */
  long pendingTokens() {
    return pendingTokens;
  }

  /** The part of them that the step under way computes. */
  int stepPromptTokens() {
    return busy ? stepPromptTokens : 0;
  }

  /** Microseconds until the step under way ends. */
  long stepRest() {
    return busy ? stepEndsAt - events.now() : 0;
  }

  int availableBlocks() {
    return cache.available();
  }

  int decoding() {
    int decoding = 0;
    for (int i = 0; i < running.size(); i++) {
      if (!running.get(i).isPrefilling()) {
        decoding++;
      }
    }
    return decoding;
  }

  private int cachedBlocks(Prompt prompt, int tokens) {
    int most = (tokens - 1) / model.blockTokens();
    int k = 0;
    while (k < most && cache.find(prompt.block(k, model.blockTokens())) != BlockCache.PRIVATE) {
      k++;
    }
    return k;
  }

  private void startStep() {
    growDecoding();
    int budget = model.stepTokens();
    int decoding = decoding();
    int promptTokens = 0;
    for (int i = 0; i < running.size(); i++) {
      Work work = running.get(i);
      if (work.isPrefilling()) {
        work.chunk = Math.min(work.target - work.computed, budget - promptTokens - decoding);
        promptTokens += work.chunk;
      }
    }
    long loading = 0;
    Iterator<Work> queue = waiting.iterator();
    while (queue.hasNext() && promptTokens + decoding < budget && running.size() < model.slots()) {
      Work work = queue.next();
      boolean loaded = work.adapter < 0 || adapters.contains(work.adapter);
      if (!loaded && !hasAdapterPlace()) {
        continue;
      }
      if (!admit(work)) {
        break;
      }
      queue.remove();
      if (work.adapter >= 0) {
        loading += useAdapter(work.adapter, loaded);
      }
      work.chunk = Math.min(work.target - work.computed, budget - promptTokens - decoding);
      promptTokens += work.chunk;
    }
    busy = !running.isEmpty();
    if (busy) {
      stepPromptTokens = promptTokens;
      long micros = loading + model.stepMicros(decoding, promptTokens);
      busyMicros += micros;
      stepEndsAt = events.now() + micros;
      events.at(stepEndsAt, stepEnd);
    }
  }

  /** Takes KV for what it has to compute, if there is enough. */
  private boolean admit(Work work) {
    int hit = cachedBlocks(work.prompt, work.target);
    int kept = 0;
    for (int k = 0; k < hit; k++) {
      if (cache.isKept(cache.find(work.prompt.block(k, model.blockTokens())))) {
        kept++;
      }
    }
    int needed = model.blocksOf(work.target) - hit;
    int reserve = running.isEmpty() ? 0 : cache.capacity() / 100;
    if (cache.available() - kept < needed + reserve) {
      return false;
    }
    for (int k = 0; k < hit; k++) {
      int block = cache.find(work.prompt.block(k, model.blockTokens()));
      cache.hold(block);
      work.add(block);
    }
    work.published = hit;
    for (int k = 0; k < needed; k++) {
      cache.take();
      work.add(BlockCache.PRIVATE);
    }
    work.computed = hit * model.blockTokens();
    if (work.cached < 0) {
      work.cached = work.computed;
    }
    pendingTokens += work.target - work.computed - work.expected;
    work.expected = work.target - work.computed;
    running.add(work);
    return true;
  }

  /** Gives each decoding request the block that its next token needs. */
  private void growDecoding() {
    for (int i = 0; i < running.size(); i++) {
      Work work = running.get(i);
      if (work.isPrefilling() || model.blocksOf(work.computed + 1) <= work.blockCount) {
        continue;
      }
      while (cache.available() == 0 && running.size() > i) {
        preemptLast();
      }
      if (running.size() > i) {
        cache.take();
        work.add(BlockCache.PRIVATE);
      }
    }
  }

  private void preemptLast() {
    Work work = running.remove(running.size() - 1);
    pendingTokens -= work.expected;
    release(work);
    work.target = work.prompt.tokens() + work.generated;
    work.computed = 0;
    work.expected = work.target;
    pendingTokens += work.expected;
    waiting.addFirst(work);
  }

  private void endStep() {
    int kept = 0;
    int size = running.size();
    for (int i = 0; i < size; i++) {
      Work work = running.get(i);
      boolean token = advance(work);
      if (token && work.generated == 1) {
        listener.firstToken(work);
      }
      if (work.generated >= work.outputTokens) {
        release(work);
        listener.ended(work);
      } else {
        running.set(kept++, work);
      }
    }
    running.subList(kept, size).clear();
    startStep();
  }

  /** Moves it on by the step that ends; true where that brought a token. */
  private boolean advance(Work work) {
    boolean prefilling = work.isPrefilling();
    if (prefilling) {
      work.computed += work.chunk;
      work.expected -= work.chunk;
      pendingTokens -= work.chunk;
    } else {
      work.target = ++work.computed;
    }
    while ((work.published + 1) * model.blockTokens() <= work.computed) {
      int k = work.published++;
      work.blocks[k] = cache.publish(work.prompt.block(k, model.blockTokens()));
    }
    if (work.isPrefilling()) {
      return false;
    }
    work.generated++;
    return true;
  }

  /** From the end, so that of a prefix the later blocks make room first. */
  private void release(Work work) {
    for (int k = work.blockCount - 1; k >= 0; k--) {
      cache.release(work.blocks[k]);
    }
    work.blockCount = 0;
    work.published = 0;
  }

  private boolean hasAdapterPlace() {
    return adapters.size() < model.adapterSlots() || idleAdapter() >= 0;
  }

  private int idleAdapter() {
    for (int i = 0; i < adapters.size(); i++) {
      int adapter = adapters.get(i);
      if (running.stream().noneMatch(work -> work.adapter == adapter)) {
        return i;
      }
    }
    return -1;
  }

  private long useAdapter(Integer adapter, boolean loaded) {
    if (loaded) {
      adapters.remove(adapter);
    } else if (adapters.size() >= model.adapterSlots()) {
      adapters.remove(idleAdapter());
    }
    adapters.add(adapter);
    return loaded ? 0 : model.adapterMicros();
  }
}
