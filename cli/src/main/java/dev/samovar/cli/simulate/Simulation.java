package dev.samovar.cli.simulate;

import dev.samovar.cli.simulate.engine.Engine;
import dev.samovar.cli.simulate.engine.Events;
import dev.samovar.cli.simulate.engine.Foresight;
import dev.samovar.cli.simulate.engine.Work;
import dev.samovar.cli.simulate.gateway.Choice;
import dev.samovar.cli.simulate.gateway.Chooser;
import dev.samovar.cli.simulate.gateway.Choosers;
import dev.samovar.cli.simulate.gateway.Contestant;
import dev.samovar.cli.simulate.gateway.Replica;
import dev.samovar.cli.simulate.workload.Dice;
import dev.samovar.cli.simulate.workload.Request;
import dev.samovar.cli.simulate.workload.Workload;

/**
 * One run: a workload against a fleet, with one contestant choosing. Ends when every request has
 * ended. Everything happens in virtual time and from seeds, so the same run gives the same outcome.
 */
public final class Simulation {
  private static final long SECOND = 1_000_000;
  private static final int CURVE_POINTS = 200;

  private final Fleet fleet;
  private final String name;
  private final Workload workload;
  private final long warmup;
  private final long end;
  private final Events events = new Events();
  private final Replica[] replicas;
  private final Choosers choosers;
  private final Foresight foresight = new Foresight();

  private long open;
  private long requests;
  private long lost;
  private long retried;
  private long answered;
  private long promptTokens;
  private long cachedTokens;
  private final long[] chosen;
  private final Samples ttft = new Samples();
  private final Samples endToEnd = new Samples();
  private final Samples regret = new Samples();
  private final Samples spread = new Samples();

  /** One request on its way through gateways and replicas. */
  private static final class Flight {
    final Request request;
    final Chooser chooser;
    final Choice choice;
    long sentAt;
    long submittedAt;
    long firstTokenAt = -1;
    long firstSeenAt = -1;

    Flight(Request request, Chooser chooser, int attempts) {
      this.request = request;
      this.chooser = chooser;
      choice = new Choice(attempts);
    }
  }

  /**
   * @param workload begun for this run
   * @param seed of the contestant's own draws
   * @param warmup microseconds; requests that come before do not count
   * @param end microseconds after which nothing new comes
   */
  public Simulation(
      Fleet fleet, Contestant contestant, Workload workload, long seed, long warmup, long end) {
    this.fleet = fleet;
    name = contestant.name();
    this.workload = workload;
    this.warmup = warmup;
    this.end = end;
    replicas = new Replica[fleet.replicas().size()];
    chosen = new long[replicas.length];
    for (int i = 0; i < replicas.length; i++) {
      int number = i;
      Engine.Listener listener =
          new Engine.Listener() {
            @Override
            public void firstToken(Work work) {
              tellFirstToken(number, (Flight) work.owner(), work);
            }

            @Override
            public void ended(Work work) {
              tellEnd(number, (Flight) work.owner());
            }
          };
      Engine engine =
          new Engine(fleet.engine().withSpeed(fleet.replicas().get(i).speed()), events, listener);
      replicas[i] = new Replica(engine, fleet.replicas().get(i));
    }
    choosers =
        new Choosers(
            contestant, fleet.gateways(), fleet.workers(), replicas, fleet.network(), seed);
  }

  /** Runs it to its end. */
  public Outcome run() {
    return run(Integer.MAX_VALUE);
  }

  /** Runs it to its end; {@code null} where more than {@code mostOpen} requests were under way. */
  public Outcome run(int mostOpen) {
    choosers.begin(events, () -> events.now() < end || open > 0);
    nextArrival();
    events.at(warmup, this::sample);
    for (long until = SECOND; until <= end || open > 0; until += SECOND) {
      events.runUntil(until);
      if (open > mostOpen) {
        return null;
      }
    }
    double[] shares = new double[replicas.length];
    long all = Math.max(1, requests);
    for (int i = 0; i < shares.length; i++) {
      shares[i] = (double) chosen[i] / all;
    }
    return new Outcome(
        name,
        requests,
        lost,
        retried,
        answered * 1e6 / Math.max(1, end - warmup),
        ttft.percentiles(),
        endToEnd.percentiles(),
        promptTokens == 0 ? 0 : (double) cachedTokens / promptTokens,
        spread.mean(),
        regret.percentiles(),
        shares,
        ttft.curve(CURVE_POINTS));
  }

  private void nextArrival() {
    Request next = workload.next();
    if (next != null) {
      events.at(
          next.at(),
          () -> {
            arrive(next);
            nextArrival();
          });
    }
  }

  private void arrive(Request request) {
    open++;
    if (counts(request)) {
      requests++;
    }
    int worker =
        (int) ((Dice.seed(request.number(), 5) >>> 33) % (fleet.gateways() * fleet.workers()));
    Chooser chooser = choosers.at(worker);
    Flight flight = new Flight(request, chooser, fleet.attempts());
    chooser.choose(request, events.now(), flight.choice);
    if (flight.choice.count() == 0) {
      lose(flight);
      return;
    }
    if (counts(request)) {
      chosen[flight.choice.replica()]++;
      regret.add(regretOf(flight));
    }
    send(flight);
  }

  private double regretOf(Flight flight) {
    Request request = flight.request;
    double best = Double.POSITIVE_INFINITY;
    double own = Double.NaN;
    for (int i = 0; i < replicas.length; i++) {
      if (!replicas[i].isThere(events.now()) || replicas[i].fails(events.now())) {
        continue;
      }
      double seconds =
          foresight.secondsToFirstToken(replicas[i].engine(), request.prompt(), request.adapter());
      best = Math.min(best, seconds);
      if (i == flight.choice.replica()) {
        own = seconds;
      }
    }
    return own == own ? own - best : 0;
  }

  private void send(Flight flight) {
    long now = events.now();
    flight.sentAt = now;
    flight.chooser.began(flight.request, flight.choice, now);
    events.after(fleet.network(), () -> submit(flight));
  }

  private void submit(Flight flight) {
    Replica replica = replicas[flight.choice.replica()];
    Request request = flight.request;
    flight.submittedAt = events.now();
    if (replica.fails(events.now())) {
      events.after(fleet.failing() + fleet.network(), () -> refused(flight));
    } else if (!replica
        .engine()
        .submit(new Work(request.prompt(), request.outputTokens(), request.adapter(), flight))) {
      events.after(fleet.network(), () -> refused(flight));
    }
  }

  private void refused(Flight flight) {
    long now = events.now();
    flight.chooser.refused(flight.request, flight.choice, now);
    if (flight.choice.next()) {
      if (counts(flight.request)) {
        retried++;
      }
      send(flight);
    } else {
      lose(flight);
    }
  }

  private void lose(Flight flight) {
    if (counts(flight.request)) {
      lost++;
    }
    over(flight, true);
  }

  private void tellFirstToken(int replica, Flight flight, Work work) {
    long now = events.now();
    flight.firstTokenAt = now;
    int tokens = flight.request.prompt().tokens();
    replicas[replica].firstToken(tokens, (now - flight.submittedAt) / 1e6);
    if (counts(flight.request)) {
      promptTokens += tokens;
      cachedTokens += work.cached();
    }
    events.after(fleet.network(), () -> seeFirstToken(flight));
  }

  private void seeFirstToken(Flight flight) {
    long now = events.now();
    flight.firstSeenAt = now;
    flight.chooser.firstToken(flight.request, flight.choice, now - flight.sentAt, now);
    if (counts(flight.request)) {
      ttft.add((now - flight.request.at()) / 1e6);
    }
  }

  private void tellEnd(int replica, Flight flight) {
    replicas[replica].answered(
        flight.request.outputTokens(), (events.now() - flight.firstTokenAt) / 1e6);
    events.after(fleet.network(), () -> seeEnd(flight));
  }

  private void seeEnd(Flight flight) {
    long now = events.now();
    flight.chooser.ended(flight.request, flight.choice, now - flight.sentAt, now);
    if (counts(flight.request)) {
      endToEnd.add((now - flight.request.at()) / 1e6);
      if (now <= end) {
        answered++;
      }
    }
    over(flight, false);
  }

  private void over(Flight flight, boolean isLost) {
    open--;
    Request next = workload.after(flight.request, events.now(), isLost);
    if (next != null) {
      events.at(next.at(), () -> arrive(next));
    }
  }

  private boolean counts(Request request) {
    return request.at() >= warmup;
  }

  /** How unevenly the replicas are loaded for their speed, once a second. */
  private void sample() {
    double sum = 0;
    double squares = 0;
    int there = 0;
    for (int i = 0; i < replicas.length; i++) {
      if (replicas[i].isThere(events.now())) {
        Engine engine = replicas[i].engine();
        double load = (engine.running() + engine.waiting()) / engine.model().speed();
        sum += load;
        squares += load * load;
        there++;
      }
    }
    if (sum > 0) {
      double mean = sum / there;
      spread.add(Math.sqrt(Math.max(0, squares / there - mean * mean)) / mean);
    }
    if (events.now() + SECOND < end) {
      events.after(SECOND, this::sample);
    }
  }
}
