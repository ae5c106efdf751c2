package dev.samovar.core.policy;

import dev.samovar.core.fleet.Endpoint;
import dev.samovar.core.fleet.Own;
import dev.samovar.core.fleet.Slowness;

/**
 * {@code expected-wait}: the fewest seconds that the fleet is expected to lose, the default.
 *
 * <p>With R = {@code prefillRate}, H the longest prefix that any candidate holds, in tokens:
 *
 * <pre>
 * cost = slowness · [ (pending + prompt - hit) / R + requestSeconds · N + dilution · (H - hit) / R
 *        + slotSeconds · (N - slots + 1)⁺ + kvSeconds · (kv - kvFrom)⁺ + adapterSeconds ]
 *        + errorSeconds · errors
 * </pre>
 *
 * <ul>
 *   <li>pending, tokens: own prompts without a first token, less what has been computed since the
 *       endpoint's last one (at {@code R} ÷ slowness, at most 0.9 of the one at the head); and the
 *       others': as the exchange told, drained at 0.8 R ÷ slowness; else (waiting - own waiting at
 *       the scrape)⁺ × average uncached tokens of a request. {@code pending} 0 leaves it out
 *   <li>N: requests ({@link Requests}); {@code requestSeconds} 0 leaves the term out, {@code
 *       slotSeconds} 0 that of full batches
 *   <li>hit, tokens; {@code prefix} 0 leaves out what is cached, {@code dilution} 0 the price of
 *       computing again what another one holds
 *   <li>slowness: {@link Slowness}, learned by {@link #expectedSeconds}; unknown is the median;
 *       {@code slowness} 0 leaves it out
 *   <li>kv: share of blocks in use; {@code kvSeconds} 0 leaves it out. adapterSeconds where the
 *       wanted adapter is not loaded. errors: average share, 0 to 1
 * </ul>
 *
 * Unknown figures count as the median of the known. Equally good is what costs at most {@code
 * widthSeconds} + {@code widthShare} · |least| more.
 *
 * <p>A conversation has a home by rendezvous hashing, which all workers agree on without a word, as
 * long as N + 1 ≤ ⌈{@code session} · (ΣN + 1) / n⌉ there; first turns and prompts without a session
 * have none, nor has anything where {@code session} is 0. Where no index of prefixes was asked
 * ({@link Demand#indexed}), requests go home. Where the index knows nobody who holds half of what
 * came before the last turn, home is cheaper by {@code home} times the seconds of that prefix: else
 * workers that know little of each other scatter a conversation, compute it again at each turn, and
 * have the more to tell each other.
 *
 * <p>Source: the project's own simulation; the defaults are its best. Long because every term
 * stands by itself, to be switched off and explained.
 */
final class ExpectedWait implements Policy {
  static final String PARAMETERS =
      "prefillRate 8000 1 1e9;pending 1 0 100;requestSeconds 0.01 0 100;prefix 1 0 1;"
          + "dilution 16 0 1000;slots 64 1 1e6;slotSeconds 0.121 0 100;kvFrom 0.92 0 1;"
          + "kvSeconds 10 0 1e4;adapterSeconds 1 0 1e4;slowness 1 0 1;errorSeconds 5 0 1e4;"
          + "widthSeconds 0.005 0 100;widthShare 0.02 0 10;session 1.5 0 100;home 2 0 1000";

  /** Of a request at the head of the queue, never all is taken for computed. */
  private static final double COMPUTED = 0.9;

  private static final double OTHERS_RATE = 0.8;

  /** Nothing is taken for computed sooner than an endpoint of this slowness does it. */
  private static final double QUICKEST = 0.5;

  /** A first token that waits for nothing, seconds. */
  private static final double BASE_SECONDS = 0.03;

  /** A prompt of which more is cached says little of speed. */
  private static final double MOSTLY = 0.25;

  private final double perToken;
  private final double prefillRate;
  private final double pendingWeight;
  private final double requestSeconds;
  private final boolean prefix;
  private final double dilution;
  private final double slots;
  private final double slotSeconds;
  private final double kvFrom;
  private final double kvSeconds;
  private final double adapterSeconds;
  private final boolean slow;
  private final double errorSeconds;
  private final double widthSeconds;
  private final double widthShare;
  private final double session;
  private final double homeWeight;

  private final Requests requests = new Requests();
  private final Figures pending = new Figures();
  private final Figures kv = new Figures();
  private final Figures slowness = new Figures();
  private double[] ownPending = new double[16];
  private Figures load;
  private double longest;

  ExpectedWait(double[] p) {
    prefillRate = p[0];
    perToken = 1 / p[0];
    pendingWeight = p[1];
    requestSeconds = p[2];
    prefix = p[3] > 0;
    dilution = p[4];
    slots = p[5];
    slotSeconds = p[6];
    kvFrom = p[7];
    kvSeconds = p[8];
    adapterSeconds = p[9];
    slow = p[10] > 0;
    errorSeconds = p[11];
    widthSeconds = p[12];
    widthShare = p[13];
    session = p[14];
    homeWeight = p[15];
  }

  @Override
  public double score(Candidates among, Demand demand, Draw draw) {
    int n = among.count();
    load = requests.count(among);
    gather(among, demand);
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < n; i++) {
      Endpoint endpoint = among.get(i);
      double hit = hit(among, i, demand);
      double requestsHere = load.get(i);
      double cost =
          (pending(i) + (demand.promptTokens - hit) + dilution * (longest - hit)) * perToken
              + requestSeconds * requestsHere
              + slotSeconds * Math.max(0, requestsHere - slots + 1)
              + kv.get(i)
              + adapter(endpoint, demand);
      cost = slowness.get(i) * cost + errorSeconds * endpoint.own().health().errors(among.now());
      among.cost(i, cost);
      least = Math.min(least, cost);
    }
    double before = (double) demand.sharedBlocks * demand.blockTokens;
    if ((!demand.indexed || 2 * longest < before)
        && session > 0
        && demand.session != 0
        && demand.userTurns >= 2) {
      int home = home(among, demand.session);
      if (home >= 0 && !demand.indexed) {
        among.cost(home, Math.min(0, least) - 1);
        return 0;
      }
      if (home >= 0) {
        double saved = slowness.get(home) * homeWeight * (before - longest) * perToken;
        among.cost(home, among.cost(home) - saved);
        least = Math.min(least, among.cost(home));
      }
    }
    return widthSeconds + widthShare * Math.abs(least);
  }

  @Override
  public double expectedSeconds(Candidates among, int i, Demand demand) {
    double hit = hit(among, i, demand);
    if (hit > MOSTLY * demand.promptTokens) {
      return Double.NaN;
    }
    return BASE_SECONDS
        + (pending(i) + demand.promptTokens - hit) * perToken
        + slotSeconds * Math.max(0, load.get(i) - slots + 1);
  }

  @Override
  public void explain(Candidates among, int i, Demand demand, Terms out) {
    Endpoint endpoint = among.get(i);
    double hit = hit(among, i, demand);
    out.term("pending", pending(i) * perToken);
    out.term("prompt", (demand.promptTokens - hit) * perToken);
    out.term("requests", requestSeconds * load.get(i));
    out.term("dilution", dilution * (longest - hit) * perToken);
    out.term("slots", slotSeconds * Math.max(0, load.get(i) - slots + 1));
    out.term("kv", kv.get(i));
    out.term("adapter", adapter(endpoint, demand));
    out.term("slowness", slowness.get(i));
    out.term("errors", errorSeconds * endpoint.own().health().errors(among.now()));
  }

  /** Reads what the costs are made of, once for each candidate. */
  private void gather(Candidates among, Demand demand) {
    int n = among.count();
    long now = among.now();
    double mean = meanTokens(among, demand);
    longest = 0;
    if (n > ownPending.length) {
      ownPending = new double[Math.max(n, 2 * ownPending.length)];
    }
    pending.begin(n);
    kv.begin(n);
    slowness.begin(n);
    for (int i = 0; i < n; i++) {
      Endpoint endpoint = among.get(i);
      Own own = endpoint.own();
      double trust = requests.trust(i);
      Slowness learned = own.averages().slowness();
      double rate = prefillRate / (slow ? Math.max(QUICKEST, learned.factor()) : 1);
      longest = Math.max(longest, hit(among, i, demand));
      if (among.knowsOthers(i)) {
        double drained = OTHERS_RATE * rate * seconds(endpoint.fleetAt(), now);
        pending.put(i, Math.max(0, endpoint.othersPending() - drained), 1);
      } else {
        double waiting = endpoint.waiting() - own.pendingAtScrape();
        pending.put(i, waiting == waiting ? Math.max(0, waiting) * mean : waiting, trust);
      }
      double usage = endpoint.kvUsage();
      kv.put(i, usage == usage ? kvSeconds * Math.max(0, usage - kvFrom) : usage, trust);
      if (slow) {
        slowness.put(i, learned.factor(), learned.trust());
      } else {
        slowness.put(i, 1, 1);
      }
      ownPending(i, own, rate, now);
    }
    pending.settle(0);
    kv.settle(0);
    slowness.settle(1);
  }

  /** Keeps the tokens that this worker's requests still wait for. */
  private void ownPending(int i, Own own, double rate, long now) {
    int count = own.pendingRequests();
    double tokens = 0;
    if (count > 0) {
      tokens = own.pendingTokens();
      double computed = rate * seconds(own.lastFirstToken(), now);
      tokens -= COMPUTED * Math.min(tokens / count, computed);
    }
    ownPending[i] = tokens;
  }

  private double pending(int i) {
    return pendingWeight * (pending.get(i) + ownPending[i]);
  }

  private double hit(Candidates among, int i, Demand demand) {
    return prefix ? Math.min((double) among.hit(i) * demand.blockTokens, demand.promptTokens) : 0;
  }

  private double adapter(Endpoint endpoint, Demand demand) {
    return demand.adapter == null || endpoint.hasAdapter(demand.adapter) ? 0 : adapterSeconds;
  }

  /** The conversation's endpoint, -1 where that has too much to do. */
  private int home(Candidates among, long conversation) {
    int n = among.count();
    int home = -1;
    long highest = 0;
    for (int i = 0; i < n; i++) {
      long hash = Session.hash(conversation, among.get(i).key());
      if (home < 0 || hash > highest) {
        home = i;
        highest = hash;
      }
    }
    return home >= 0 && load.get(home) + 1 <= Session.bound(session, load.sum(), n) ? home : -1;
  }

  /** Average uncached tokens of a request, this one's where none was sent yet. */
  private static double meanTokens(Candidates among, Demand demand) {
    double sum = 0;
    int known = 0;
    for (int i = 0; i < among.count(); i++) {
      double mean = among.get(i).own().meanTokens();
      if (mean == mean) {
        sum += mean;
        known++;
      }
    }
    return known == 0 ? demand.promptTokens : sum / known;
  }

  private static double seconds(long from, long to) {
    return Math.max(0, to - from) / 1000.0;
  }
}
