package dev.samovar.filter;

import dev.samovar.core.decision.Ask;
import dev.samovar.core.decision.Decision;
import dev.samovar.core.fleet.Endpoint;
import dev.samovar.core.json.JsonText;
import dev.samovar.core.policy.Demand;
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
  private static final int BROUGHT_MODEL = 1;

  private final Worker worker;
  private final ActiveSettings active;
  private final Decision decision;
  private final Trip trip;
  private final String asked;
  private final byte[] explanation;
  private int number;

  Departure(
      Host host, Worker worker, ActiveSettings active, Decision decision, Ask ask, long nowNanos) {
    this.worker = worker;
    this.active = active;
    this.decision = decision;
    this.asked = ask.model();
    // Before the request counts, so that the candidates stand there as they were chosen among.
    this.explanation =
        worker.asking().explains(active.settings())
            ? Names.utf8(active.explain(decision, ask))
            : null;
    Demand demand = ask.demand();
    int uncached = Math.max(0, demand.promptTokens - decision.hit() * demand.blockTokens);
    long[] blocks = Trip.NONE;
    if (active.index() != null && demand.blockCount > 0) {
      blocks = new long[demand.blockCount];
      System.arraycopy(demand.blocks, 0, blocks, 0, blocks.length);
    }
    this.trip =
        new Trip(
            worker,
            active,
            new Attempt.Load(uncached, decision.expectedSeconds()),
            blocks,
            decision,
            ask.model());
    trip.expect(decision.endpoint(), nowNanos);
    worker.siblings().turn(host, nowNanos);
  }

  /**
   * Writes the decision into the request's headers and lets the route be chosen anew.
   *
   * @param brought which of our headers the client sent, as {@link #brought} says; none of them
   *     gets through
   */
  void colour(Host host, int brought) {
    int provider = decision.provider();
    set(host, active.targetHeader(), active.name(provider));
    if (active.clusterHeader() != null) {
      set(host, active.clusterHeader(), active.cluster(provider));
    }
    byte[][] headers = active.endpointHeaders();
    byte[] ranked = headers.length == 0 ? null : ranked(decision.ranked());
    for (int i = 0; i < headers.length; i++) {
      if (ranked != null) {
        set(host, headers[i], ranked);
      } else if ((brought & bit(i)) != 0) {
        host.removeHeader(MapType.HTTP_REQUEST_HEADERS, headers[i]);
      }
    }
    ActiveSettings.UpstreamModel model =
        active.settings().forwardTargetModel() ? active.model(decision.model()) : null;
    if (model != null) {
      set(host, Names.TARGET_MODEL, model.plain());
    } else if ((brought & BROUGHT_MODEL) != 0) {
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

  /** Which of the headers that a decision writes a request brings itself. */
  static int brought(Head head, ActiveSettings active) {
    int out = head.has(Names.TARGET_MODEL) ? BROUGHT_MODEL : 0;
    byte[][] headers = active.endpointHeaders();
    for (int i = 0; i < headers.length; i++) {
      if (head.has(headers[i])) {
        out |= bit(i);
      }
    }
    return out;
  }

  /** The answer's headers came. */
  void answered(Host host) {
    Attempt attempt = trip.expected();
    if (attempt != null) {
      attempt.answered(host, worker);
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
    return AnswerEditor.of(
        host, worker.window(), active.model(written).quoted(), Names.utf8(JsonText.quote(asked)));
  }

  /** The first part of the answer's body came, or its end. */
  void came(Host host, boolean endOfStream) {
    Attempt attempt = trip.expected();
    if (attempt != null) {
      long now = host.currentTimeNanos();
      trip.came(attempt, now, endOfStream);
      worker.siblings().turn(host, now);
    }
  }

  void ended(Host host) {
    if (number != 0) {
      worker.disembark(number);
    }
    Attempt attempt = trip.expected();
    if (attempt != null) {
      attempt.ended(host, worker);
    }
  }

  /** Headers beyond the 30th share a bit: one more is removed in vain then. */
  private static int bit(int header) {
    return 2 << Math.min(header, 29);
  }

  private static byte[] ranked(Endpoint[] endpoints) {
    if (endpoints.length == 0) {
      return null;
    }
    byte[] first = endpoints[0].addressBytes();
    if (endpoints.length == 1) {
      return first;
    }
    int size = endpoints.length - 1;
    for (Endpoint endpoint : endpoints) {
      size += endpoint.addressBytes().length;
    }
    byte[] out = new byte[size];
    int at = 0;
    for (Endpoint endpoint : endpoints) {
      if (at > 0) {
        out[at++] = ',';
      }
      byte[] address = endpoint.addressBytes();
      System.arraycopy(address, 0, out, at, address.length);
      at += address.length;
    }
    return out;
  }

  private static void set(Host host, byte[] name, byte[] value) {
    Status status = host.replaceHeader(MapType.HTTP_REQUEST_HEADERS, name, value);
    if (status != Status.OK) {
      throw new HostException("proxy_replace_header_map_value", status);
    }
  }
}
