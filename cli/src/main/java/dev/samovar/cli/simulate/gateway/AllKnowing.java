package dev.samovar.cli.simulate.gateway;

import dev.samovar.cli.simulate.engine.Engine;
import dev.samovar.cli.simulate.engine.EngineModel;
import dev.samovar.cli.simulate.engine.Foresight;
import dev.samovar.cli.simulate.workload.Request;

/**
 * The choice nobody can make: from the state of every engine at this very moment the least true
 * time to the first token, and what the choice costs others; among equals the first. It sees which
 * replicas fail, too.
 *
 * <p>Cost: true time to the first token + (10 ms × requests there + 4 × time to compute again what
 * another replica holds) ÷ speed. Without the two prices it crowds the quick replicas and scatters
 * conversations, and is no measure: on chat its own p90 is nearly twice as long. On the targets'
 * scenarios they are as good as any that were tried (0, 4, 8 times; 0, 10, 20 ms).
 */
public final class AllKnowing implements Chooser {
  private static final double REQUEST_SECONDS = 0.01;
  private static final double DILUTION = 4;

  private final Replica[] replicas;
  private final Foresight foresight = new Foresight();
  private final double[] costs;
  private final int[] hits;

  public AllKnowing(Replica[] replicas) {
    this.replicas = replicas;
    hits = new int[replicas.length];
    costs = new double[replicas.length];
  }

  @Override
  public void choose(Request request, long now, Choice into) {
    into.count = 0;
    int longest = 0;
    for (int i = 0; i < replicas.length; i++) {
      boolean isUp = replicas[i].isThere(now) && !replicas[i].fails(now);
      hits[i] = isUp ? replicas[i].engine().cachedTokens(request.prompt()) : 0;
      longest = Math.max(longest, hits[i]);
    }
    for (int i = 0; i < replicas.length; i++) {
      if (replicas[i].isThere(now) && !replicas[i].fails(now)) {
        costs[i] = cost(replicas[i].engine(), request, longest - hits[i]);
        insert(i, into);
      }
    }
  }

  private double cost(Engine engine, Request request, int lost) {
    EngineModel model = engine.model();
    double seconds = foresight.secondsToFirstToken(engine, request.prompt(), request.adapter());
    double others =
        REQUEST_SECONDS * (engine.running() + engine.waiting())
            + DILUTION * lost / model.prefillRate();
    return seconds + others / model.speed();
  }

  private void insert(int replica, Choice into) {
    int most = into.replicas.length;
    int at = into.count;
    while (at > 0 && costs[into.replicas[at - 1]] > costs[replica]) {
      if (at < most) {
        into.replicas[at] = into.replicas[at - 1];
      }
      at--;
    }
    if (at < most) {
      into.replicas[at] = replica;
      into.count = Math.min(into.count + 1, most);
    }
  }
}
