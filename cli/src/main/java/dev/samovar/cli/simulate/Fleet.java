package dev.samovar.cli.simulate;

import dev.samovar.cli.simulate.engine.EngineModel;
import dev.samovar.cli.simulate.gateway.ReplicaPlan;
import java.util.List;

/**
 * What every contestant gets alike: replicas, gateways, the network between.
 *
 * @param engine model of a replica of speed 1
 * @param gateways proxies; a request comes to any of them evenly
 * @param workers of each gateway; a request comes to any of them evenly
 * @param attempts of one request, at least 1
 * @param network microseconds from a gateway to a replica, and back
 * @param failing microseconds that a failing replica takes to refuse
 */
public record Fleet(
    EngineModel engine,
    List<ReplicaPlan> replicas,
    int gateways,
    int workers,
    int attempts,
    long network,
    long failing) {

  /** How many replicas there are. */
  public int size() {
    return replicas.size();
  }
}
