package dev.samovar.llmsim.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;

/**
 * Who runs and who waits: first come, first served, as far as slots, KV blocks and LoRA adapters
 * allow. One that waits for an adapter lets others pass; one that waits for blocks does not. Knows
 * no time.
 */
final class Scheduler {
  private final Capacity capacity;
  private final BlockPool pool;
  private final ArrayDeque<Sequence> waiting = new ArrayDeque<>();
  private final Set<Sequence> running = new LinkedHashSet<>();
  private int narrowSlots;
  private BooleanSupplier narrow = () -> false;

  Scheduler(Capacity capacity) {
    this.capacity = capacity;
    this.pool = new BlockPool(capacity.blocks());
  }

  void add(Sequence sequence) {
    waiting.addLast(sequence);
  }

  /** While {@code holds} is true, no more than {@code slots} run. */
  void narrow(int slots, BooleanSupplier holds) {
    narrowSlots = slots;
    narrow = holds;
  }

  /** Moves into slots what finds room, and returns it. */
  List<Sequence> admit() {
    return admit(Long.MAX_VALUE);
  }

  /** The same, no more than the next step can begin to compute. */
  List<Sequence> admitForStep() {
    long budget = capacity.stepTokens();
    for (Sequence sequence : running) {
      if (sequence.ready) {
        budget -= sequence.decoding ? 1 : left(sequence);
      }
    }
    return admit(budget);
  }

  private List<Sequence> admit(long budget) {
    List<Sequence> admitted = new ArrayList<>();
    Iterator<Sequence> queue = waiting.iterator();
    while (queue.hasNext() && running.size() < slots() && budget > 0) {
      Sequence next = queue.next();
      if (!adapterFits(next.work.adapter())) {
        continue;
      }
      if (!takeBlocks(next)) {
        break;
      }
      queue.remove();
      running.add(next);
      next.state = Sequence.State.RUNNING;
      admitted.add(next);
      budget -= left(next);
    }
    return admitted;
  }

  private int slots() {
    return narrow.getAsBoolean() ? Math.min(narrowSlots, capacity.slots()) : capacity.slots();
  }

  private boolean adapterFits(String adapter) {
    if (adapter == null) {
      return true;
    }
    Set<String> used = adapters(running);
    return used.contains(adapter) || used.size() < capacity.adapters();
  }

  private boolean takeBlocks(Sequence sequence) {
    int target = capacity.computed(sequence.tokens());
    // The last token is computed in any case, since its result is the next token.
    int mostHits = Math.max(0, target - 1) / capacity.blockTokens();
    int hits = pool.take(sequence.holding, sequence.prefix, mostHits, capacity.blocksFor(target));
    if (hits < 0) {
      return false;
    }
    sequence.computed = hits * capacity.blockTokens();
    if (!sequence.begun) {
      sequence.cached = sequence.computed;
    }
    return true;
  }

  /**
   * What the next step computes: a token of each sequence that decodes, then chunks of prompts, in
   * the order in which they started, within the budget. When blocks run out, those that started
   * last are {@code preempted}: they wait again at the head of the queue and are computed anew.
   */
  Step plan(List<Sequence> preempted) {
    List<Step.Share> shares = new ArrayList<>();
    int budget = capacity.stepTokens();
    for (Sequence sequence : List.copyOf(running)) {
      if (budget > 0 && sequence.decoding && sequence.running() && grow(sequence, preempted)) {
        shares.add(new Step.Share(sequence, 1));
        budget--;
      }
    }
    int decoding = shares.size();
    int promptTokens = 0;
    for (Sequence sequence : running) {
      if (budget > 0 && sequence.ready && !sequence.decoding) {
        int chunk = Math.min(left(sequence), budget);
        shares.add(new Step.Share(sequence, chunk));
        budget -= chunk;
        promptTokens += chunk;
      }
    }
    return new Step(shares, decoding, promptTokens);
  }

  private int left(Sequence sequence) {
    return capacity.computed(sequence.tokens()) - sequence.computed;
  }

  private boolean grow(Sequence sequence, List<Sequence> preempted) {
    int size = capacity.blocksFor(sequence.tokens());
    while (!pool.grow(sequence.holding, size)) {
      Sequence last = sequence;
      for (Sequence each : running) {
        last = each;
      }
      preempt(last);
      preempted.add(last);
      if (last == sequence) {
        return false;
      }
    }
    return true;
  }

  private void preempt(Sequence sequence) {
    running.remove(sequence);
    pool.release(sequence.holding);
    sequence.state = Sequence.State.WAITING;
    sequence.decoding = false;
    sequence.ready = false;
    waiting.addFirst(sequence);
  }

  /** {@code tokens} more of a running sequence are computed. */
  void computed(Sequence sequence, int tokens) {
    sequence.computed = capacity.computed((long) sequence.computed + tokens);
    pool.name(sequence.holding, sequence.prefix, sequence.computed / capacity.blockTokens());
    sequence.decoding = sequence.computed >= capacity.computed(sequence.tokens());
  }

  /** Caches blocks that no sequence holds. */
  void keep(List<Long> blocks) {
    int most = capacity.contextTokens() / capacity.blockTokens();
    pool.keep(blocks.subList(0, Math.min(most, blocks.size())));
  }

  /** Ends a sequence, wherever it is. */
  void remove(Sequence sequence) {
    if (!running.remove(sequence)) {
      waiting.remove(sequence);
    }
    pool.release(sequence.holding);
    sequence.state = Sequence.State.OVER;
  }

  Load load(double decodeRate) {
    int prefilling = (int) running.stream().filter(sequence -> !sequence.decoding).count();
    return new Load(
        waiting.size(),
        running.size(),
        prefilling,
        pool.used(),
        (double) pool.used() / capacity.blocks(),
        decodeRate,
        runningAdapters(),
        waitingAdapters());
  }

  List<String> runningAdapters() {
    return List.copyOf(adapters(running));
  }

  List<String> waitingAdapters() {
    return List.copyOf(adapters(waiting));
  }

  private static Set<String> adapters(Collection<Sequence> sequences) {
    Set<String> names = new LinkedHashSet<>();
    sequences.stream()
        .map(each -> each.work.adapter())
        .filter(Objects::nonNull)
        .forEach(names::add);
    return names;
  }
}
