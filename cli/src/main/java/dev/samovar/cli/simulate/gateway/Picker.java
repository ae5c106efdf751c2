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
import dev.samovar.core.prefix.PrefixIndex;
import java.util.Arrays;

/** A chooser made of {@code core}'s own classes: fleet, policy, ranking, index of prefixes. */
final class Picker implements Chooser {
  /** Where virtual time begins for {@code core}, milliseconds since 1970. */
  private static final long EPOCH_MILLIS = 1_800_000_000_000L;

  private static final String PROVIDER = "fleet";
  private static final int MOST_BLOCKS = 512;

  /** Block hashes in one exchange, to the agent and from it. */
  private static final int MOST_NEWS_TOLD = 8192;

  private static final int MOST_NEWS_HEARD = 1024;

  /** So old does nothing get. */
  private static final long NEVER_MILLIS = Long.MAX_VALUE / 4;

  private final Contestant contestant;

  /** By replica; {@code null} until it is first seen. */
  private final Endpoint[] endpoints;

  /** Replicas by the endpoint's id. */
  private int[] numbers = {};

  private final Told[] told;
  private final Fleet fleet = new Fleet();
  private final Candidates candidates = new Candidates();
  private final Demand demand = new Demand();
  private final Draw draw = new Draw();
  private final Ranking ranking = new Ranking();
  private final Policy policy;
  private final int number;
  private final PrefixIndex index;
  private long newsRead;
  private int newsHeard;

  /** What it told of a replica in its last exchange. */
  static final class Told {
    int inFlight;
    long pending;
  }

  /**
   * @param number its own among the contestant's
   */
  Picker(Contestant contestant, int number, int replicas, long seed) {
    this.contestant = contestant;
    this.number = number;
    index =
        contestant.index() == Contestant.Index.NONE
            ? null
            : new PrefixIndex(contestant.indexEntries(), demand.blockTokens);
    policy = Policies.create(contestant.policy(), contestant.parameterValues());
    endpoints = new Endpoint[replicas];
    told = new Told[replicas];
    for (int i = 0; i < replicas; i++) {
      told[i] = new Told();
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
        endpoints[i] = fleet.endpoint(PROVIDER, address(i));
        numbers = Arrays.copyOf(numbers, Math.max(numbers.length, endpoints[i].id() + 1));
        numbers[endpoints[i].id()] = i;
        fleet.keep(endpoints[i]);
      }
    }
    fleet.end();
  }

  /** A scrape reaches it, with the one before that, if any. */
  void scraped(int replica, Scrape scrape, Scrape before) {
    Endpoint endpoint = endpoints[replica];
    if (endpoint == null) {
      return;
    }
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
    if (endpoints[replica] != null) {
      endpoints[replica].others(inFlight, pending, millis(at));
    }
  }

  Told told(int replica) {
    return told[replica];
  }

  /** Tells what it has at a replica. */
  void tell(int replica) {
    if (endpoints[replica] == null) {
      return;
    }
    Own own = endpoints[replica].own();
    told[replica].inFlight = own.inFlight();
    told[replica].pending = (long) own.pendingTokens();
  }

  /** Tells what it saw cached since it last did. */
  void tellNews(News news) {
    newsRead =
        index.news(
            newsRead,
            MOST_NEWS_TOLD,
            (hash, endpoint) -> news.add(hash, numbers[endpoint.id()], number));
  }

  /** Takes over what others saw cached. */
  void hearNews(News news) {
    int left = MOST_NEWS_HEARD;
    for (; newsHeard < news.count() && left > 0; newsHeard++) {
      Endpoint endpoint = endpoints[news.replica(newsHeard)];
      if (news.teller(newsHeard) != number && endpoint != null) {
        index.learn(news.hash(newsHeard), endpoint);
        left--;
      }
    }
  }

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
    if (index != null) {
      index.match(demand, candidates);
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
    if (contestant.recordsAtOnce()) {
      record(request, choice);
    }
  }

  @Override
  public void firstToken(Request request, Choice choice, long took, long now) {
    Own own = endpoints[choice.replica()].own();
    own.firstToken(choice.uncached(), millis(now));
    own.health().succeeded(millis(now));
    own.averages().firstByte(took / 1e6);
    own.averages().slowness().learn(took / 1e6, choice.expected(), millis(now));
    if (!contestant.recordsAtOnce()) {
      record(request, choice);
    }
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

  private void record(Request request, Choice choice) {
    if (index != null) {
      read(request);
      index.record(demand.blocks, demand.blockCount, endpoints[choice.replica()]);
    }
  }

  private static String address(int replica) {
    return "10.0." + replica / 250 + "." + (replica % 250 + 1) + ":8000";
  }

  private static long millis(long micros) {
    return EPOCH_MILLIS + micros / 1000;
  }
}
