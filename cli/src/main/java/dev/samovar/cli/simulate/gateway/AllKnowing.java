package dev.samovar.cli.simulate.gateway;

import dev.samovar.cli.simulate.engine.Foresight;
import dev.samovar.cli.simulate.workload.Request;

/**
 * The choice nobody can make: the least true time to the first token, from the state of every
 * engine at this very moment; among equals the first. It sees which replicas fail, too.
 */
public final class AllKnowing implements Chooser {
  private final Replica[] replicas;
  private final Foresight foresight = new Foresight();
  private final double[] costs;

  public AllKnowing(Replica[] replicas) {
    this.replicas = replicas;
    costs = new double[replicas.length];
  }

  @Override
  public void choose(Request request, long now, Choice into) {
    into.count = 0;
    for (int i = 0; i < replicas.length; i++) {
      if (replicas[i].isThere(now) && !replicas[i].fails(now)) {
        costs[i] =
            foresight.secondsToFirstToken(
                replicas[i].engine(), request.prompt(), request.adapter());
        insert(i, into);
      }
    }
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
