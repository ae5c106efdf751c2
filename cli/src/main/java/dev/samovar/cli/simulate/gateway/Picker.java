package dev.samovar.cli.simulate.gateway;

import dev.samovar.cli.simulate.workload.Dice;
import dev.samovar.cli.simulate.workload.Request;
import dev.samovar.core.fleet.Endpoint;
import dev.samovar.core.fleet.Fleet;
import dev.samovar.core.fleet.Own;
import dev.samovar.core.policy.Candidates;
import dev.samovar.core.policy.Demand;
import dev.samovar.core.policy.Draw;
import dev.samovar.core.policy.Policies;
import dev.samovar.core.policy.Policy;
import dev.samovar.core.policy.Ranking;

/** A chooser made of {@code core}'s own classes: fleet, policy, ranking, index of prefixes. */
final class Picker implements Chooser {
  /** Where virtual time begins for {@code core}, milliseconds since 1970. */
  private static final long EPOCH_MILLIS = 1_800_000_000_000L;

  private static final String PROVIDER = "fleet";
  private static final int MOST_BLOCKS = 512;

  /** So old does nothing get. */
  private static final long NEVER_MILLIS = Long.MAX_VALUE / 4;

  private final Contestant contestant;
  private final Endpoint[] endpoints;
  private final int[] numbers;
  private final Told[] told;
  private final Fleet fleet = new Fleet();
  private final Candidates candidates = new Candidates();
  private final Demand demand = new Demand();
  private final Draw draw = new Draw();
  private final Ranking ranking = new Ranking();
  private final Policy policy;

  /** What it told of a replica in its last exchange. */
  static final class Told {
    int inFlight;
    long pending;
  }

  Picker(Contestant contestant, int replicas, long seed) {
    this.contestant = contestant;
    policy = Policies.create(contestant.policy(), contestant.parameterValues());
    endpoints = new Endpoint[replicas];
    told = new Told[replicas];
    for (int i = 0; i < replicas; i++) {
      endpoints[i] = fleet.endpoint(PROVIDER, "10.0." + i / 250 + "." + (i % 250 + 1) + ":8000");
      told[i] = new Told();
    }
    numbers = new int[endpoints[replicas - 1].id() + 1];
    for (int i = 0; i < replicas; i++) {
      numbers[endpoints[i].id()] = i;
    }
    demand.blocks = new long[MOST_BLOCKS];
    draw.seed(seed);
    if (!contestant.guards()) {
      candidates.freshness(NEVER_MILLIS, NEVER_MILLIS + 1);
    }
  }

  /** Takes over which replicas there are. */
  void discover(Replica[] replicas, long now) {
    fleet.begin();
    for (int i = 0; i < replicas.length; i++) {
      if (replicas[i].isThere(now)) {
        fleet.keep(endpoints[i]);
      }
    }
    fleet.end();
  }

  /** A scrape reaches it, with the one before that, if any. */
  void scraped(int replica, Scrape scrape, Scrape before) {
    Endpoint endpoint = endpoints[replica];
    endpoint.adapters(scrape.adapters());
    endpoint.scraped(millis(scrape.at()), scrape.waiting(), scrape.running(), scrape.kvUsage());
    endpoint.rates(
        scrape.timeToFirstToken(before),
        scrape.interTokenLatency(before),
        scrape.tokensInRate(before),
        scrape.tokensOutRate(before),
        scrape.cacheTokens());
  }

  /** What the others have at a replica reaches it. */
  void others(int replica, int inFlight, long pending, long at) {
    endpoints[replica].others(inFlight, pending, millis(at));
  }

  Told told(int replica) {
    return told[replica];
  }

  /** Tells what it has at a replica. */
  void tell(int replica) {
    Own own = endpoints[replica].own();
    told[replica].inFlight = own.inFlight();
    told[replica].pending = (long) own.pendingTokens();
  }

  /** Tells what it saw cached since it last did. */
  void tellNews(News news) {}

  /** Takes over what others saw cached. */
  void hearNews(News news) {}

  @Override
  public void choose(Request request, long now, Choice into) {
    long millis = millis(now);
    read(request);
    candidates.begin(millis);
    Fleet.Group group = fleet.group(PROVIDER);
    gather(group, millis, contestant.guards());
    if (candidates.count() == 0) {
      gather(group, millis, false);
    }
    double width = policy.score(candidates, demand, draw);
    ranking.rank(candidates, width, draw, into.replicas.length);
    into.count = ranking.count();
    for (int place = 0; place < into.count; place++) {
      int i = ranking.get(place);
      into.replicas[place] = numbers[candidates.get(i).id()];
      int hit = candidates.hit(i) * demand.blockTokens;
      into.uncached[place] = Math.max(1, request.prompt().tokens() - hit);
      into.expected[place] = policy.expectedSeconds(candidates, i, demand);
    }
  }

  private void gather(Fleet.Group group, long millis, boolean healthy) {
    for (int i = 0; i < group.count(); i++) {
      Endpoint endpoint = group.get(i);
      if (endpoint.present() && !(healthy && endpoint.own().health().isOut(millis))) {
        candidates.add(endpoint, 1);
      }
    }
  }

  private void read(Request request) {
    demand.clear();
    demand.promptTokens = request.prompt().tokens();
    demand.userTurns = request.turn();
    demand.session = Dice.seed(request.prompt().own(), 11);
    demand.adapter = Replica.adapter(request.adapter());
    demand.blockCount = Math.min(MOST_BLOCKS, demand.promptTokens / demand.blockTokens);
    demand.sharedBlocks =
        Math.min(
            demand.blockCount, (demand.promptTokens - request.turnTokens()) / demand.blockTokens);
    for (int k = 0; k < demand.blockCount; k++) {
      demand.blocks[k] = request.prompt().block(k, demand.blockTokens);
    }
  }

  @Override
  public void began(Request request, Choice choice, long now) {
    Own own = endpoints[choice.replica()].own();
    own.health().probing(millis(now));
    own.began(choice.uncached(), millis(now));
  }

  @Override
  public void firstToken(Request request, Choice choice, long took, long now) {
    Own own = endpoints[choice.replica()].own();
    own.firstToken(choice.uncached(), millis(now));
    own.health().succeeded(millis(now));
    own.averages().firstByte(took / 1e6);
    own.averages().slowness().learn(took / 1e6, choice.expected());
  }

  @Override
  public void ended(Request request, Choice choice, long took, long now) {
    Own own = endpoints[choice.replica()].own();
    own.ended(choice.uncached(), true, millis(now));
    own.averages().total(took / 1e6);
  }

  @Override
  public void refused(Request request, Choice choice, long now) {
    Own own = endpoints[choice.replica()].own();
    own.ended(choice.uncached(), false, millis(now));
    own.health().failed(millis(now), 0, draw.next());
  }

  private static long millis(long micros) {
    return EPOCH_MILLIS + micros / 1000;
  }
}
