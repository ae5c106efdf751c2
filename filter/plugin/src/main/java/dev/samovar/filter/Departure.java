package dev.samovar.filter;

import dev.samovar.core.decision.Ask;
import dev.samovar.core.decision.Decision;
import dev.samovar.core.fleet.Endpoint;
import dev.samovar.core.json.JsonText;
import dev.samovar.core.policy.Demand;
import dev.samovar.core.text.Utf8;
import dev.samovar.proxywasm.Host;
import dev.samovar.proxywasm.HostException;
import dev.samovar.proxywasm.MapType;
import dev.samovar.proxywasm.Status;

/**
 * What follows from a decision: the headers that carry it to the route and to the proxy's list of
 * hosts, the trip that counts it, and the explanation that goes into the answer where one was asked
 * for.
 */
final class Departure {
  private final Worker worker;
  private final ActiveSettings active;
  private final Decision decision;
  private final Trip trip;
  private final String asked;
  private final byte[] explanation;
  private int number;

  Departure(Worker worker, ActiveSettings active, Decision decision, Ask ask, long nowNanos) {
    this.worker = worker;
    this.active = active;
    this.decision = decision;
    this.asked = ask.model();
    Demand demand = ask.demand();
    int uncached = Math.max(0, demand.promptTokens - decision.hit() * demand.blockTokens);
    long[] blocks = new long[active.index() == null ? 0 : demand.blockCount];
    System.arraycopy(demand.blocks, 0, blocks, 0, blocks.length);
    this.trip =
        new Trip(
            worker,
            active,
            new Attempt.Load(uncached, decision.expectedSeconds()),
            blocks,
            decision,
            ask.model());
    trip.expect(decision.endpoint(), nowNanos);
    this.explanation =
        worker.asking().explains(active.settings())
            ? Names.utf8(active.explain(decision, ask))
            : null;
  }

  /** Writes the decision into the request's headers and lets the route be chosen anew. */
  void colour(Host host) {
    int provider = decision.provider();
    set(host, active.targetHeader(), active.name(provider));
    if (active.clusterHeader() != null) {
      set(host, active.clusterHeader(), active.cluster(provider));
    }
    byte[] ranked = ranked(decision.ranked());
    for (byte[] header : active.endpointHeaders()) {
      if (ranked == null) {
        host.removeHeader(MapType.HTTP_REQUEST_HEADERS, header);
      } else {
        set(host, header, ranked);
      }
    }
    ActiveSettings.UpstreamModel model =
        active.settings().forwardTargetModel() ? active.model(decision.model()) : null;
    if (model != null) {
      set(host, Names.TARGET_MODEL, model.plain());
    } else {
      // A client's own colour never gets through.
      host.removeHeader(MapType.HTTP_REQUEST_HEADERS, Names.TARGET_MODEL);
    }
    if (host.callForeignFunction(Names.CLEAR_ROUTE_CACHE, null) == null) {
      worker.counters(host).add("clear_route_cache.failed", 1);
    }
    if (worker.seesAttempts()) {
      number = worker.embark(trip);
      host.setProperty(Names.TRIP, Bytes.decimal(number));
    }
  }

  /** The answer's headers came. */
  void answered(Host host) {
    Attempt attempt = trip.expected();
    if (attempt != null) {
      attempt.answered(
          host,
          worker,
          host.header(MapType.HTTP_RESPONSE_HEADERS, Names.STATUS),
          host.header(MapType.HTTP_RESPONSE_HEADERS, Names.RETRY_AFTER));
    }
    if (explanation != null) {
      host.replaceHeader(MapType.HTTP_RESPONSE_HEADERS, Names.DECISION, explanation);
    }
  }

  /** What gives the answer the client's model again, or {@code null} where nothing has to. */
  AnswerEditor editor(Host host) {
    String written = trip.written();
    if (!active.settings().restoreModel() || asked == null || written == null) {
      return null;
    }
    return AnswerEditor.of(host, active.model(written).quoted(), Names.utf8(JsonText.quote(asked)));
  }

  /** A part of the answer's body came. */
  void began(Host host) {
    Attempt attempt = trip.expected();
    if (attempt != null && attempt.began(host)) {
      trip.held(attempt);
    }
  }

  void ended(Host host) {
    worker.disembark(number);
    Attempt attempt = trip.expected();
    if (attempt != null) {
      attempt.ended(host, worker);
    }
  }

  private static byte[] ranked(Endpoint[] endpoints) {
    if (endpoints.length == 0) {
      return null;
    }
    if (endpoints.length == 1) {
      return Utf8.encode(endpoints[0].address());
    }
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < endpoints.length; i++) {
      out.append(i == 0 ? "" : ",").append(endpoints[i].address());
    }
    return Utf8.encode(out.toString());
  }

  private static void set(Host host, byte[] name, byte[] value) {
    Status status = host.replaceHeader(MapType.HTTP_REQUEST_HEADERS, name, value);
    if (status != Status.OK) {
      throw new HostException("proxy_replace_header_map_value", status);
    }
  }
}
