package dev.samovar.core.policy;

import dev.samovar.core.fleet.Endpoint;
import dev.samovar.core.fleet.Fleet;
import dev.samovar.core.fleet.Own;
import dev.samovar.core.prefix.PrefixIndex;
import dev.samovar.core.text.Mix;

/**
 * Candidates and a request made of a seed: of one provider or several, known and unknown, fresh and
 * stale, idle and overloaded. Uses nothing that the compiled module does not have, so that it runs
 * there as well.
 */
public final class RandomFleet {
  private static final long NOW = 1_800_000_000_000L;
  private static final String[] PROVIDERS = {"a", "b", "c", "d"};

  private final Draw draw = new Draw();
  public final Candidates among = new Candidates();
  public final Demand demand = new Demand();

  /** Makes all of it anew. */
  public RandomFleet make(long seed) {
    draw.seed(seed);
    int count = 1 + draw.below(draw.below(4) == 0 ? 40 : 8);
    int providers = 1 + draw.below(PROVIDERS.length);
    PrefixIndex index = new PrefixIndex(4096, 64);
    Fleet fleet = new Fleet();
    fleet.begin();
    among.begin(NOW);
    among.freshness(1_000, 10_000);
    demand();
    for (int i = 0; i < count; i++) {
      Endpoint endpoint = fleet.endpoint(PROVIDERS[i % providers], "10.1.0." + i + ":8000");
      fleet.keep(endpoint);
      observe(endpoint);
      besides(endpoint);
      scrape(endpoint);
      if (demand.blockCount > 0 && draw.below(2) == 0) {
        index.record(demand.blocks, 1 + draw.below(demand.blockCount), endpoint);
      }
      among.add(endpoint, draw.below(5));
    }
    fleet.end();
    if (draw.below(3) > 0) {
      index.match(demand, among);
    }
    if (draw.below(4) == 0) {
      among.trust(draw.unit());
    }
    return this;
  }

  private void demand() {
    demand.clear();
    demand.promptTokens = draw.below(4) == 0 ? 0 : draw.below(20_000);
    demand.maxTokens = draw.below(2) == 0 ? -1 : draw.below(2_000);
    demand.blockCount = demand.promptTokens / 64;
    demand.blocks = new long[demand.blockCount];
    long chain = draw.next();
    for (int i = 0; i < demand.blockCount; i++) {
      chain = Mix.of(chain);
      demand.blocks[i] = chain;
    }
    demand.sharedBlocks = draw.below(demand.blockCount + 1);
    demand.userTurns = draw.below(4);
    demand.session = draw.below(2) == 0 ? 0 : draw.next();
    demand.adapter = draw.below(4) == 0 ? "x" : null;
  }

  private void observe(Endpoint endpoint) {
    Own own = endpoint.own();
    long at = NOW - 5_000;
    for (int i = draw.below(30); i > 0; i--) {
      at += draw.below(300);
      int tokens = draw.below(3_000);
      own.began(tokens, at);
      switch (draw.below(4)) {
        case 0:
          own.firstToken(tokens, at + draw.below(200));
          own.averages().firstByte(draw.unit());
          own.averages().slowness().learn(draw.unit(), draw.unit(), at);
          break;
        case 1:
          own.ended(tokens, false, at + draw.below(200));
          own.health().failed(at, draw.below(2) * 500, draw.next());
          break;
        case 2:
          own.firstToken(tokens, at);
          own.ended(tokens, true, at + draw.below(2_000));
          own.averages().total(5 * draw.unit());
          own.health().succeeded(at);
          break;
        default:
          break;
      }
    }
  }

  /** What the other workers of the process have there. */
  private void besides(Endpoint endpoint) {
    if (draw.below(3) == 0) {
      int inFlight = draw.below(20);
      int pending = draw.below(inFlight + 1);
      endpoint
          .own()
          .siblings(1, inFlight, pending, pending * draw.below(2_000), NOW - draw.below(900));
    }
  }

  private void scrape(Endpoint endpoint) {
    long at = NOW - (draw.below(3) == 0 ? draw.below(12_000) : draw.below(900));
    if (draw.below(6) > 0) {
      endpoint.scraped(
          at, orUnknown(draw.below(20)), orUnknown(draw.below(80)), orUnknown(draw.unit()));
      endpoint.rates(
          orUnknown(draw.unit()),
          orUnknown(draw.unit() / 20),
          orUnknown(draw.below(9_000)),
          orUnknown(draw.below(3_000)),
          draw.below(200_000));
    }
    endpoint.load(orUnknown(draw.below(100)), at);
    if (draw.below(2) == 0) {
      endpoint.others(draw.below(50), draw.below(100_000), NOW - draw.below(2_000));
    }
    if (draw.below(3) == 0) {
      endpoint.adapters(new String[] {"x"});
    }
    if (draw.below(2) == 0) {
      endpoint.labels(new String[] {"price", "0." + draw.below(100)});
    }
  }

  private double orUnknown(double value) {
    return draw.below(8) == 0 ? Double.NaN : value;
  }
}
