package dev.samovar.hostsim;

import java.util.HashMap;
import java.util.Map;

/**
 * One try of the router to reach one host, with the upstream filter chain in between where one is
 * configured.
 */
public final class Attempt implements FilterChain {
  private final Stream stream;
  private final int number;
  private final Endpoint endpoint;
  private final Message sent = new Message();
  private final HttpFilter filter;
  private final Map<String, byte[]> properties = new HashMap<>();
  private Headers requestHeaders;
  private Headers responseHeaders;
  private boolean requestDead;
  private boolean refused;
  private boolean responseEnded;
  private boolean over;

  Attempt(Stream stream, int number, Endpoint endpoint) {
    this.stream = stream;
    this.number = number;
    this.endpoint = endpoint;
    if (endpoint != null) {
      properties.put("upstream\0address", Properties.text(endpoint.address()));
      properties.put("upstream\0port", Properties.number(endpoint.port()));
      properties.put("xds\0cluster_name", Properties.text(endpoint.cluster()));
      endpoint
          .metadata()
          .forEach(
              (path, value) ->
                  properties.put(
                      "xds\0upstream_host_metadata\0filter_metadata\0" + path.replace('/', '\0'),
                      Properties.text(value)));
    }
    properties.put("upstream\0request_attempt_count", Properties.number(number));
    Sink wire = new Wire();
    Plugins plugins = stream.worker().plugins(true);
    if (plugins == null) {
      filter = null;
    } else {
      filter = new HttpFilter(plugins.vm(), plugins.root(), stream, this);
      filter.connect(wire, stream.router());
    }
  }

  /** The upstream's end: what goes onto the connection. */
  private final class Wire implements Sink {
    @Override
    public void headers(Headers headers, boolean endOfStream) {
      String wrong = HeaderRules.wrongInRequest(headers);
      if (wrong != null) {
        // Only the connection's codec notices, when what was under way has reached the router.
        refused = true;
        stream.sim().post(() -> localReply(LocalReply.spoiled(503, "request", wrong)));
        return;
      }
      sent.headers(headers, endOfStream);
      Headers got = headers.copy();
      stream.note(() -> "upstream attempt " + number + " gets headers " + got + end(endOfStream));
      checkLength();
    }

    @Override
    public void data(Body data, boolean endOfStream) {
      if (refused) {
        return;
      }
      int size = data.size();
      sent.data(data, endOfStream);
      stream.note(
          () -> "upstream attempt " + number + " gets " + size + " bytes" + end(endOfStream));
      checkLength();
    }

    @Override
    public void trailers(Headers trailers) {
      if (refused) {
        return;
      }
      sent.trailers(trailers);
      Headers got = trailers.copy();
      stream.note(() -> "upstream attempt " + number + " gets trailers " + got);
      checkLength();
    }
  }

  private void checkLength() {
    if (sent.ended()) {
      stream.checkContentLength(Side.REQUEST, sent);
    }
  }

  static String end(boolean endOfStream) {
    return endOfStream ? ", end of stream" : "";
  }

  /** 1 for the first try. */
  public int number() {
    return number;
  }

  /** The host, or {@code null} where the test names none. */
  public Endpoint endpoint() {
    return endpoint;
  }

  /** What this host received. */
  public Message sent() {
    return sent;
  }

  void requestHeaders(Headers headers, boolean end) {
    requestHeaders = headers.copy();
    if (filter == null) {
      new Wire().headers(requestHeaders, end);
    } else {
      filter.flow(Side.REQUEST).headers(requestHeaders, end);
    }
  }

  void requestData(byte[] bytes, boolean end) {
    if (requestDead) {
      return;
    }
    Body data = new Body(bytes.clone());
    if (filter == null) {
      new Wire().data(data, end);
    } else {
      filter.flow(Side.REQUEST).data(data, end);
    }
  }

  void requestTrailers(Headers trailers) {
    if (requestDead) {
      return;
    }
    if (filter == null) {
      new Wire().trailers(trailers.copy());
    } else {
      filter.flow(Side.REQUEST).trailers(trailers.copy());
    }
  }

  /** What the upstream's codec makes of an answer's head. */
  void receiveHeaders(Headers headers, boolean end) {
    int status = headers.status();
    if (status >= 100 && status < 200 && status != 101) {
      stream.note(() -> "the proxy keeps the informational answer to itself");
      return;
    }
    stream.answered();
    if (status == 101 && end) {
      responseHeaders(headers, false);
      responseData(new Body(), true);
    } else {
      responseHeaders(headers, end || stream.isHead());
    }
  }

  private void responseHeaders(Headers headers, boolean end) {
    if (over) {
      return;
    }
    responseHeaders = headers;
    responseEnded = end;
    if (filter == null) {
      stream.router().headers(headers, end);
    } else {
      filter.flow(Side.RESPONSE).headers(headers, end);
    }
  }

  void responseData(Body data, boolean end) {
    if (over || responseEnded || responseHeaders == null) {
      return;
    }
    responseEnded = end;
    if (filter == null) {
      stream.router().data(data, end);
    } else {
      filter.flow(Side.RESPONSE).data(data, end);
    }
  }

  void responseTrailers(Headers trailers) {
    if (over || responseEnded || responseHeaders == null) {
      return;
    }
    responseEnded = true;
    if (filter == null) {
      stream.router().trailers(trailers);
    } else {
      filter.flow(Side.RESPONSE).trailers(trailers);
    }
  }

  /** Ends the attempt's context; the stream may go on with another attempt. */
  void end() {
    if (!over) {
      over = true;
      requestDead = true;
      if (filter != null) {
        filter.end(false);
      }
    }
  }

  boolean isOver() {
    return over;
  }

  @Override
  public boolean isDead(Side side) {
    return over || side == Side.REQUEST && requestDead;
  }

  @Override
  public int bufferLimit() {
    return stream.bufferLimit();
  }

  @Override
  public void bufferOverflow(Side side, boolean watermark) {
    if (!watermark) {
      stream.bufferOverflow(side, false);
    }
  }

  @Override
  public void resumeReading() {
    // An attempt never stops reading: what it holds counts against the stream's own limit.
  }

  @Override
  public void localReply(LocalReply reply) {
    // Envoy answers downstream at once: no retry, and nothing of it for this filter.
    if (!over) {
      requestDead = true;
      stream.localReply(reply);
    }
  }

  @Override
  public void reset(String details) {
    stream.attemptFailed(this, details);
  }

  @Override
  public byte[] property(String path) {
    return properties.get(path);
  }

  @Override
  public Headers loggedHeaders(Side side) {
    return side == Side.REQUEST ? requestHeaders : responseHeaders;
  }

  @Override
  public Headers loggedTrailers(Side side) {
    return null;
  }
}
