package dev.samovar.llmsim.engine;

import dev.samovar.llmsim.time.Timers;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * An inference engine in simulated time, with continuous batching: one step follows the other, and
 * each brings a token to every sequence that decodes and a chunk to prompts that are not computed
 * yet. Who takes part is the {@link Scheduler}'s choice, how long it takes is {@link Pace}'s. Where
 * that goes by the prompts' length alone, a sequence leaves the queue with the step that begins to
 * compute it, as in vLLM; where there is a time before the first step, it spends that in its slot.
 *
 * <p>While work lasts, a step begins when the one before it was due, so that a late timer delays
 * one token and not all that follow. Not thread-safe: it runs on the thread of its timers.
 */
public final class Engine {
  private static final double SECOND = 1e9;

  private final Capacity capacity;
  private final Pace pace;
  private final Timers timers;
  private final Meter meter;
  private final Scheduler scheduler;
  private Step step;
  private long stepNanos;
  private long stepDue;
  private long extraPrefillNanos;
  private boolean hung;
  private boolean frozen;

  public Engine(Capacity capacity, Pace pace, Timers timers, Meter meter) {
    this.capacity = capacity;
    this.pace = pace;
    this.timers = timers;
    this.meter = meter;
    this.scheduler = new Scheduler(capacity);
  }

  /** Queues {@code work}; its output comes later, never from inside this call. */
  public Sequence submit(Work work, Output output) {
    Sequence sequence = new Sequence(work, output, timers.now());
    scheduler.add(sequence);
    admit();
    return sequence;
  }

  /** Ends a sequence without a further word to its output; harmless when it is over. */
  public void cancel(Sequence sequence) {
    if (!sequence.over()) {
      end(sequence, Lifetime.End.ABORT);
      admit();
    }
  }

  /**
   * Caches the full KV blocks of a prompt with its answer, for the next turn of a conversation.
   *
   * @param blocks hashes as in {@link Work#prefix}
   */
  public void keep(Sequence sequence, List<Long> blocks) {
    scheduler.keep(sequence.own(blocks));
  }

  /** Makes every prefill that begins from now on longer by {@code nanos}, ≥ 0. */
  public void slowBy(long nanos) {
    extraPrefillNanos = nanos;
  }

  /** While {@code hang} holds, nothing moves; afterwards what stood still goes on. */
  public void hang(boolean hang) {
    hung = hang;
    if (!hang && frozen) {
      frozen = false;
      stepDue = timers.now();
      timers.after(0, this::finishStep);
    } else if (!hang) {
      startStep(timers.now());
    }
  }

  /** While {@code holds} is true, no more than {@code slots} sequences run, ≥ 1. */
  void narrow(int slots, BooleanSupplier holds) {
    scheduler.narrow(slots, holds);
    admit();
  }

  public Load load() {
    double seconds = step == null ? 0 : stepNanos / SECOND;
    return scheduler.load(seconds == 0 ? 0 : step.decoding() / seconds);
  }

  public Capacity capacity() {
    return capacity;
  }

  private void admit() {
    if (!pace.isByLength() || step == null) {
      takeIn();
    }
    startStep(timers.now());
  }

  private void takeIn() {
    (pace.isByLength() ? scheduler.admitForStep() : scheduler.admit()).forEach(this::begin);
  }

  private void begin(Sequence sequence) {
    long wait = 0;
    if (!sequence.begun) {
      sequence.started = timers.now();
      wait = pace.prefillNanos() + extraPrefillNanos;
    }
    sequence.ready = wait == 0;
    if (wait > 0) {
      sequence.delay = timers.after(wait, () -> ready(sequence));
    }
  }

  private void ready(Sequence sequence) {
    sequence.ready = true;
    startStep(timers.now());
  }

  private void startStep(long begin) {
    if (step != null || hung) {
      return;
    }
    List<Sequence> preempted = new ArrayList<>();
    Step next = scheduler.plan(preempted);
    for (Sequence sequence : preempted) {
      stopDelay(sequence);
      meter.preempted();
    }
    if (!next.isEmpty()) {
      step = next;
      stepNanos = pace.stepNanos(next.decoding(), next.promptTokens());
      stepDue = begin + stepNanos;
      timers.at(stepDue, this::finishStep);
    }
  }

  private void finishStep() {
    if (hung) {
      frozen = true;
      return;
    }
    long now = timers.now();
    meter.stepped();
    for (Step.Share share : step.shares()) {
      if (share.sequence().running()) {
        scheduler.computed(share.sequence(), share.tokens());
        if (share.sequence().decoding) {
          token(share.sequence(), now);
        }
      }
    }
    step = null;
    takeIn();
    if (capacity.adapters() > 0) {
      meter.adapters(scheduler.runningAdapters(), scheduler.waitingAdapters());
    }
    startStep(stepDue);
  }

  private void token(Sequence sequence, long now) {
    Work work = sequence.work;
    if (sequence.begun) {
      meter.interToken(now - sequence.lastToken);
    } else {
      sequence.begun = true;
      sequence.firstToken = now;
      meter.prefilled(work.promptTokens(), sequence.cached);
      meter.firstToken(now - sequence.submitted);
    }
    sequence.lastToken = now;
    if (work.outputTokens() > 0) {
      meter.generated();
      int index = sequence.generated++;
      sequence.output.token(index);
    }
    if (sequence.running() && sequence.generated >= work.outputTokens()) {
      end(sequence, work.limited() ? Lifetime.End.LENGTH : Lifetime.End.STOP);
      sequence.output.done();
    }
  }

  private void end(Sequence sequence, Lifetime.End why) {
    long total = timers.now() - sequence.submitted;
    boolean ran = sequence.running() || sequence.begun;
    long queued = ran ? sequence.started - sequence.submitted : total;
    long prefill = sequence.begun ? sequence.firstToken - sequence.started : 0;
    long decode = sequence.begun ? sequence.lastToken - sequence.firstToken : 0;
    stopDelay(sequence);
    scheduler.remove(sequence);
    meter.finished(new Lifetime(why, total, queued, prefill, decode, sequence.generated));
  }

  private static void stopDelay(Sequence sequence) {
    if (sequence.delay != null) {
      sequence.delay.cancel();
    }
  }
}
