package dev.samovar.cli.simulate.workload;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * The conversations of one run of a chat, each where it stands. Those that would have begun before
 * the run, had answers come as quickly as they should, go on in it, so that it begins with as many
 * as it has later.
 */
final class Conversations implements Workload {
  /** How far back conversations are begun, in mean lengths of one. */
  private static final int LOOK_BACK = 8;

  private static final double QUICK_TOKEN_MICROS = 30_000;

  private final Chat chat;
  private final long seed;
  private final Arrivals arrivals;
  private final Map<Long, Chat.Plan> open = new HashMap<>();
  private final PriorityQueue<Request> begun =
      new PriorityQueue<>(Comparator.comparingLong(Request::at).thenComparing(Request::number));
  private final long end;
  private long count;
  private long nextAt;

  Conversations(Chat chat, long seed, double perSecond, long end) {
    this.chat = chat;
    this.seed = seed;
    this.end = end;
    double turn = chat.output().mean() * QUICK_TOKEN_MICROS + chat.thinkSeconds() * 1e6;
    long back = (long) (LOOK_BACK * chat.turns() * turn);
    arrivals = new Arrivals(Dice.seed(seed, 1), perSecond, chat.burst(), -back, end);
    nextAt = arrivals.next();
    while (nextAt < 0) {
      goOn(nextAt);
      nextAt = arrivals.next();
    }
  }

  /** Passes over the turns that lie before the run. */
  private void goOn(long at) {
    Chat.Plan plan = begin();
    long turn = at;
    boolean isOpen = plan.next();
    while (isOpen && turn < 0) {
      turn += (long) (plan.outputTokens * QUICK_TOKEN_MICROS) + plan.thinkMicros;
      isOpen = plan.next();
    }
    if (isOpen && turn < end) {
      open.put(plan.own, plan);
      begun.add(plan.request(turn));
    }
  }

  private Chat.Plan begin() {
    return chat.new Plan(Dice.seed(seed, 1000 + count++));
  }

  @Override
  public Request next() {
    if (!begun.isEmpty() && begun.peek().at() <= nextAt) {
      return begun.remove();
    }
    if (nextAt == Arrivals.NONE) {
      return null;
    }
    Chat.Plan plan = begin();
    plan.next();
    open.put(plan.own, plan);
    Request first = plan.request(nextAt);
    nextAt = arrivals.next();
    return first;
  }

  @Override
  public Request after(Request done, long at, boolean lost) {
    Chat.Plan plan = open.get(done.prompt().own());
    long next = at + plan.thinkMicros;
    if (lost || next >= end || !plan.next()) {
      open.remove(plan.own);
      return null;
    }
    return plan.request(next);
  }
}
