package dev.samovar.filter;

import dev.samovar.core.config.RouteTarget;
import dev.samovar.core.decision.Decision;
import dev.samovar.core.decision.Selector;
import dev.samovar.core.exchange.EndpointCounts;
import dev.samovar.core.fleet.Endpoint;
import dev.samovar.proxywasm.Host;
import java.util.List;

/**
 * One request on its way, from the decision to its end: the attempt that the decision expects,
 * until the proxy really tries an endpoint, and what the request means for whichever it is.
 */
final class Trip {
  static final long[] NONE = {};

  private final Worker worker;
  private final ActiveSettings active;
  private final Attempt.Load load;
  private final long[] blocks;
  private final List<RouteTarget> targets;
  private final String asked;
  private String written;
  private Attempt expected;

  /**
   * A request that was decided.
   *
   * @param blocks hashes of the prompt's blocks
   * @param asked the client's model, or {@code null} where it is not known
   */
  Trip(
      Worker worker,
      ActiveSettings active,
      Attempt.Load load,
      long[] blocks,
      Decision decision,
      String asked) {
    this.worker = worker;
    this.active = active;
    this.load = load;
    this.blocks = blocks;
    this.targets = decision == null ? List.of() : decision.targets();
    this.written = decision == null ? null : decision.model();
    this.asked = asked;
  }

  /** A request of which nothing is known but that it is tried. */
  Trip(Worker worker, ActiveSettings active) {
    this(worker, active, Attempt.Load.NONE, NONE, null, null);
  }

  /**
   * The model that a provider is to be asked for, {@code null} to leave what stands in the body:
   * that is the client's again where another provider's was written over it.
   */
  String modelOf(int provider) {
    String model = active.settings().providers().get(provider).model();
    RouteTarget target = Selector.targetOf(targets, provider);
    model = target == null ? model : Selector.modelOf(target, model);
    return model == null && written != null ? asked : model;
  }

  /** The model that stands in the body now, {@code null} for the client's. */
  String written() {
    return written;
  }

  /** Another one was written into the body. */
  void wrote(String model) {
    written = model;
  }

  /** The endpoint that was chosen counts it from now on. */
  void expect(Endpoint endpoint, long nowNanos) {
    expected = attempt(endpoint, endpoint.address(), nowNanos);
  }

  /** The proxy tries an address; the upstream placement then says what becomes of it. */
  Attempt tried(Host host, String fleetName, String address) {
    Endpoint endpoint = active.fleet().known(fleetName, address);
    Attempt first = expected;
    expected = null;
    if (first != null) {
      if (first.endpoint() == endpoint && first.isAt(address)) {
        return first;
      }
      first.withdrawn(host);
    }
    return attempt(endpoint, address, host.currentTimeNanos());
  }

  /** The attempt that nobody took over, or {@code null}. */
  Attempt expected() {
    return expected;
  }

  /** The first part of an attempt's answer came, or its end; well answered, it holds the prompt. */
  void came(Attempt attempt, long nowNanos, boolean endOfStream) {
    if (attempt.began(nowNanos) && blocks.length > 0 && active.index() != null) {
      active.index().record(blocks, blocks.length, attempt.endpoint());
    }
    if (endOfStream) {
      attempt.completed(nowNanos);
    }
  }

  private Attempt attempt(Endpoint endpoint, String address, long nowNanos) {
    Endpoint provider = active.fleet().group(endpoint.provider()).whole();
    EndpointCounts counts =
        address.isEmpty() ? null : worker.endpoint(endpoint.provider(), address);
    return new Attempt(endpoint, provider, address, counts, load, worker.siblings(), nowNanos);
  }
}
