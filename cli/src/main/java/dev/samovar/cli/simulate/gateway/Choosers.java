package dev.samovar.cli.simulate.gateway;

import dev.samovar.cli.simulate.engine.Events;
import dev.samovar.cli.simulate.workload.Dice;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * All choosers of one contestant, and what reaches them: scrapes of the replicas, exchanges with
 * what the others have in flight and saw cached.
 */
public final class Choosers {
  /** Microseconds between two looks at which replicas there are. */
  private static final long DISCOVERY = 1_000_000;

  private final Contestant contestant;
  private final int workers;
  private final Replica[] replicas;
  private final long network;
  private final List<Chooser> all = new ArrayList<>();
  private final List<Picker> pickers = new ArrayList<>();
  private final Scrape[] scrapes;
  private final Scrape[] before;
  private final int[] inFlight;
  private final long[] pending;
  private final News news = new News();
  private Events events;
  private BooleanSupplier goesOn;

  public Choosers(
      Contestant contestant,
      int gateways,
      int workers,
      Replica[] replicas,
      long network,
      long seed) {
    this.contestant = contestant;
    this.workers = workers;
    this.replicas = replicas;
    this.network = network;
    scrapes = new Scrape[replicas.length];
    before = new Scrape[replicas.length];
    inFlight = new int[replicas.length];
    pending = new long[replicas.length];
    int count =
        switch (contestant.place()) {
          case WORKER -> gateways * workers;
          case GATEWAY -> gateways;
          case ONE -> 1;
        };
    for (int i = 0; i < count; i++) {
      if (contestant.policy().equals(Contestant.ALL_KNOWING)) {
        all.add(new AllKnowing(replicas));
      } else {
        Picker picker = new Picker(contestant, i, replicas.length, Dice.seed(seed, i));
        pickers.add(picker);
        all.add(picker);
      }
    }
  }

  /** Who chooses for that worker, counted over all gateways. */
  public Chooser at(int worker) {
    return switch (contestant.place()) {
      case WORKER -> all.get(worker);
      case GATEWAY -> all.get(worker / workers);
      case ONE -> all.get(0);
    };
  }

  /**
   * Has the choosers hear of the replicas from now on.
   *
   * @param goesOn whether the run does
   */
  public void begin(Events events, BooleanSupplier goesOn) {
    this.events = events;
    this.goesOn = goesOn;
    if (pickers.isEmpty()) {
      return;
    }
    discover();
    for (int i = 0; i < replicas.length && contestant.scrape() > 0; i++) {
      int replica = i;
      events.at(contestant.scrape() * i / replicas.length, () -> scrape(replica));
    }
    if (contestant.exchange() > 0) {
      int perProcess = contestant.place() == Contestant.Place.WORKER ? workers : 1;
      int processes = pickers.size() / perProcess;
      for (int i = 0; i < processes; i++) {
        int first = i * perProcess;
        events.at(contestant.exchange() * i / processes, () -> exchange(first, first + perProcess));
      }
    }
  }

  private void discover() {
    for (Picker picker : pickers) {
      picker.discover(replicas, events.now());
    }
    if (goesOn.getAsBoolean()) {
      events.after(DISCOVERY, this::discover);
    }
  }

  private void scrape(int replica) {
    long now = events.now();
    if (replicas[replica].isThere(now)) {
      before[replica] = scrapes[replica];
      scrapes[replica] = replicas[replica].scrape(now);
      if (contestant.exchange() == 0) {
        Scrape scrape = scrapes[replica];
        Scrape last = before[replica];
        events.after(
            network,
            () -> {
              for (Picker picker : pickers) {
                picker.scraped(replica, scrape, last);
              }
            });
      }
    }
    if (goesOn.getAsBoolean()) {
      events.after(contestant.scrape(), () -> scrape(replica));
    }
  }

  /** One process tells what it has in flight, and hears of the rest a way to and fro later. */
  private void exchange(int from, int to) {
    events.after(
        network,
        () -> {
          for (int i = from; i < to; i++) {
            tell(pickers.get(i));
          }
          Scrape[] known = scrapes.clone();
          Scrape[] earlier = before.clone();
          events.after(network, () -> hear(from, to, known, earlier));
        });
    if (goesOn.getAsBoolean()) {
      events.after(contestant.exchange(), () -> exchange(from, to));
    }
  }

  private void tell(Picker picker) {
    for (int r = 0; r < replicas.length; r++) {
      inFlight[r] -= picker.told(r).inFlight;
      pending[r] -= picker.told(r).pending;
      picker.tell(r);
      inFlight[r] += picker.told(r).inFlight;
      pending[r] += picker.told(r).pending;
    }
    if (contestant.index() == Contestant.Index.SHARED) {
      picker.tellNews(news);
    }
  }

  private void hear(int from, int to, Scrape[] known, Scrape[] earlier) {
    long at = events.now() - network;
    for (int i = from; i < to; i++) {
      Picker picker = pickers.get(i);
      for (int r = 0; r < replicas.length; r++) {
        if (known[r] != null) {
          picker.scraped(r, known[r], earlier[r]);
        }
        if (contestant.counts()) {
          Picker.Told own = picker.told(r);
          picker.others(r, inFlight[r] - own.inFlight, pending[r] - own.pending, at);
        }
      }
      if (contestant.index() == Contestant.Index.SHARED) {
        picker.hearNews(news);
      }
    }
  }
}
