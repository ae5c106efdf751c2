package dev.samovar.bench.decision;

import dev.samovar.core.text.Utf8;
import dev.samovar.proxywasm.Action;
import dev.samovar.proxywasm.HeaderPairs;
import dev.samovar.proxywasm.Host;
import dev.samovar.proxywasm.HttpContext;
import dev.samovar.proxywasm.MapType;
import dev.samovar.proxywasm.RootContext;
import dev.samovar.proxywasm.VmContext;

/**
 * Answers a request with the header {@code x-decide: POLICY ENDPOINTS BLOCKS TIMES} by deciding so
 * many times, and {@code sum=… free=BYTES} when it has; the fleet is kept from one such request to
 * the next of the same policy and size.
 */
public final class DecisionFilter implements VmContext {
  private static final byte[] HEADER = Utf8.encode("x-decide");
  private static final byte[] ANSWER =
      HeaderPairs.encode(Utf8.encode("content-type"), Utf8.encode("text/plain"));

  private String fleetName = "";
  private Decisions decisions;

  @Override
  public RootContext createRootContext(Host host) {
    return new RootContext(host) {
      @Override
      public HttpContext createStreamContext() {
        return new Stream(host);
      }
    };
  }

  /** What to decide, and how often. */
  private String decide(String order) {
    int times = order.lastIndexOf(' ');
    String name = order.substring(0, times);
    if (!name.equals(fleetName)) {
      int blocks = name.lastIndexOf(' ');
      int endpoints = name.lastIndexOf(' ', blocks - 1);
      decisions =
          new Decisions(
              name.substring(0, endpoints),
              Integer.parseInt(name.substring(endpoints + 1, blocks)),
              Integer.parseInt(name.substring(blocks + 1)));
      fleetName = name;
    }
    long sum = decisions.run(Integer.parseInt(order.substring(times + 1)));
    return "sum=" + sum + " free=" + Runtime.getRuntime().freeMemory();
  }

  private final class Stream extends HttpContext {
    Stream(Host host) {
      super(host);
    }

    @Override
    public Action onRequestHeaders(int headers, boolean endOfStream) {
      byte[] order = host().header(MapType.HTTP_REQUEST_HEADERS, HEADER);
      if (order == null) {
        return Action.CONTINUE;
      }
      byte[] answer = Utf8.encode(decide(Utf8.decode(order)));
      host().sendLocalResponse(200, null, answer, ANSWER, -1);
      return Action.PAUSE;
    }
  }
}
