package dev.samovar.core.policy;

import dev.samovar.core.fleet.Endpoint;

/**
 * {@code least-latency}: the least expected seconds of a whole answer.
 *
 * <p>Cost: time to the first token × growth since the scrape ({@link Requests#growth}) + time
 * between tokens × tokens of the answer, for which the request's limit stands, at most {@code
 * answerTokens}. The time to the first token is the scraped mean, else this worker's own average;
 * unknown counts as the median; where none is known, requests decide. Source: AIBrix'
 * least-latency, which adds up queue, prefill and decode means of the engine for a guessed prompt
 * and answer.
 */
final class LeastLatency implements Policy {
  static final String PARAMETERS = "answerTokens 100 0 1e6";

  private final double answerTokens;
  private final Figures first = new Figures();
  private final Figures between = new Figures();
  private final Requests requests = new Requests();

  LeastLatency(double[] p) {
    answerTokens = p[0];
  }

  @Override
  public double score(Candidates among, Demand demand, Draw draw) {
    int n = among.count();
    first.begin(n);
    between.begin(n);
    for (int i = 0; i < n; i++) {
      Endpoint endpoint = among.get(i);
      double trust = among.trustIn(i);
      double scraped = endpoint.timeToFirstToken();
      double own = endpoint.own().averages().firstByte();
      if (own == own && !(scraped == scraped && trust == 1)) {
        first.put(i, scraped == scraped ? own + trust * (scraped - own) : own, 1);
      } else {
        first.put(i, scraped, trust);
      }
      between.put(i, endpoint.interTokenLatency(), trust);
    }
    if (!first.settle(0)) {
      return LeastRequest.by(requests.count(among), among);
    }
    between.settle(0);
    double tokens = answerTokens(demand);
    for (int i = 0; i < n; i++) {
      double growth = Requests.growth(among, i);
      among.cost(i, first.get(i) * growth + between.get(i) * tokens);
    }
    return 0;
  }

  @Override
  public void explain(Candidates among, int i, Demand demand, Terms out) {
    out.term("firstToken", first.get(i));
    out.term("growth", Requests.growth(among, i));
    out.term("answer", between.get(i) * answerTokens(demand));
  }

  private double answerTokens(Demand demand) {
    return demand.maxTokens < 0 ? answerTokens : Math.min(demand.maxTokens, answerTokens);
  }
}
