package dev.samovar.hostsim;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.assertj.core.api.AssertProvider;

/**
 * One HTTP stream through the filter: the client's side, the router, the upstream's side.
 *
 * <p>The client sends with {@link #data} and {@link #trailers}, the upstream answers with {@link
 * #respond}; what each received is {@link #upstream()} and {@link #downstream()}. AssertJ's {@code
 * assertThat(stream)} gives a {@link StreamAssert}.
 *
 * <p>proxy-wasm ABI 0.2.1, "HTTP streams". Longer than most files because the router, retry and
 * local replies share the stream's state.
 */
public final class Stream implements AutoCloseable, AssertProvider<StreamAssert>, FilterChain {
  /** Envoy's response flag of a client that left. */
  private static final long DOWNSTREAM_REMOTE_DISCONNECT = 16384;

  private final HostSim sim;
  private final Worker worker;
  private final int number;
  private final HttpFilter filter;
  private final Router router = new Router();
  private final Message downstream = new Message(true);
  private final List<Attempt> attempts = new ArrayList<>();
  private final Map<String, byte[]> properties;
  private final Map<String, byte[]> filterState = new HashMap<>();
  private final Deque<Runnable> unread = new ArrayDeque<>();
  private final Body routedBody = new Body();
  private Headers requestHeaders;
  private Headers routedHeaders;
  private Headers routedTrailers;
  private Headers responseHeaders;
  private Headers responseTrailers;
  private LocalReply localReply;
  private String cluster;
  private String details = "";
  private long flags;
  private long requestBytes;
  private int decoding;
  private LocalReply prepared;
  private boolean routeStale;
  private boolean routeCleared;
  private boolean requestEnded;
  private boolean requestAborted;
  private boolean readDisabled;
  private boolean routedEnd;
  private boolean routedData;
  private boolean finished;
  private boolean checksRequestLength;

  Stream(Worker worker, int number, Map<String, byte[]> properties) {
    this.sim = worker.sim();
    this.worker = worker;
    this.number = number;
    this.properties = properties;
    Plugins plugins = worker.plugins(false);
    filter = new HttpFilter(plugins.vm(), plugins.root(), this, this);
    filter.connect(router.towardsUpstream(), new Downstream());
  }

  // ---- the client ----

  void open(Headers headers, boolean endOfStream) {
    requestHeaders = headers;
    checksRequestLength = true;
    requestEnded = endOfStream;
    cluster = sim.route(headers);
    Headers sent = headers.copy();
    note(() -> "client sends headers " + sent + Attempt.end(endOfStream));
    filter.flow(Side.REQUEST).headers(headers, endOfStream);
  }

  /** The client sends a piece of the body. */
  public Stream data(byte[] bytes, boolean endOfStream) {
    if (requestEnded) {
      throw new IllegalStateException("data: " + label() + " has already sent its end");
    }
    requestEnded = endOfStream;
    sim.operation(() -> receive(bytes, endOfStream));
    return this;
  }

  /** The client sends a piece of the body, as UTF-8. */
  public Stream data(String text, boolean endOfStream) {
    return data(text.getBytes(StandardCharsets.UTF_8), endOfStream);
  }

  /** The client sends trailers, and with them its end. */
  public Stream trailers(String... namesAndValues) {
    if (requestEnded) {
      throw new IllegalStateException("trailers: " + label() + " has already sent its end");
    }
    requestEnded = true;
    Headers trailers = Headers.of(namesAndValues);
    sim.operation(() -> receiveTrailers(trailers));
    return this;
  }

  void receive(byte[] bytes, boolean endOfStream) {
    if (finished || requestAborted) {
      return;
    }
    if (readDisabled) {
      unread.add(() -> receive(bytes, endOfStream));
      return;
    }
    requestEnded |= endOfStream;
    requestBytes += bytes.length;
    note(() -> "client sends " + bytes.length + " bytes" + Attempt.end(endOfStream));
    filter.flow(Side.REQUEST).data(new Body(bytes.clone()), endOfStream);
  }

  void receiveTrailers(Headers trailers) {
    if (finished || requestAborted) {
      return;
    }
    if (readDisabled) {
      unread.add(() -> receiveTrailers(trailers));
      return;
    }
    requestEnded = true;
    Headers sent = trailers.copy();
    note(() -> "client sends trailers " + sent);
    filter.flow(Side.REQUEST).trailers(trailers);
  }

  /** The client goes away. */
  public void abort() {
    sim.operation(
        () -> {
          if (!finished) {
            note(() -> "client leaves");
            flags |= DOWNSTREAM_REMOTE_DISCONNECT;
            details = "downstream_remote_disconnect";
            downstream.resetStream();
            finish();
          }
        });
  }

  /** Ends the stream, as a client that leaves where it has not ended yet. */
  @Override
  public void close() {
    abort();
  }

  // ---- the upstream ----

  /** The upstream's current attempt answers with headers; the rest follows on what is returned. */
  public Response respond(int status, String... namesAndValues) {
    Attempt attempt = openAttempt("respond");
    Headers headers = Headers.of(":status", String.valueOf(status));
    Headers.of(namesAndValues).forEach(header -> headers.add(header.name(), header.value()));
    return new Response(this, attempt, headers);
  }

  /** The upstream answers in one go, with {@code content-length}. */
  public Stream reply(int status, String body, String... namesAndValues) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    List<String> all = new ArrayList<>(List.of(namesAndValues));
    all.add("content-length");
    all.add(String.valueOf(bytes.length));
    respond(status, all.toArray(new String[0])).endWith(bytes);
    return this;
  }

  /** The host of the current attempt cannot be reached. */
  public Stream refuse() {
    failAttempt("remote connection failure");
    return this;
  }

  /** The host of the current attempt breaks the connection. */
  public Stream resetUpstream() {
    failAttempt("connection termination");
    return this;
  }

  /** The host of the current attempt does not answer in time; nothing of it reaches the filter. */
  public Stream timeOutAttempt() {
    failAttempt("per try timeout");
    return this;
  }

  private void failAttempt(String reason) {
    Attempt attempt = openAttempt(reason);
    sim.operation(() -> attemptFailed(attempt, reason));
  }

  private Attempt openAttempt(String what) {
    if (finished || attempts.isEmpty() || attempts.get(attempts.size() - 1).isOver()) {
      throw new IllegalStateException(
          what + ": " + label() + " has no open attempt upstream\n" + transcript());
    }
    return attempts.get(attempts.size() - 1);
  }

  void attemptFailed(Attempt attempt, String reason) {
    if (finished || attempt.isOver()) {
      return;
    }
    note(() -> "upstream attempt " + attempt.number() + " fails: " + reason);
    attempt.end();
    if (responseHeaders == null && retry()) {
      return;
    }
    boolean timeout = reason.contains("timeout");
    localReply(
        LocalReply.of(
            timeout ? 504 : 503,
            timeout ? "upstream_per_try_timeout" : "upstream_reset_before_response_started",
            timeout
                ? "upstream request timeout"
                : "upstream connect error or disconnect/reset before headers. reset reason: "
                    + reason));
  }

  private boolean retry() {
    if (attempts.size() > sim.retries() || !routedEnd) {
      return false;
    }
    startAttempt();
    return true;
  }

  private void startAttempt() {
    int count = attempts.size() + 1;
    List<Endpoint> endpoints = sim.endpoints(routedHeaders, cluster());
    Endpoint endpoint = endpoints.isEmpty() ? null : endpoints.get((count - 1) % endpoints.size());
    Attempt attempt = new Attempt(this, count, endpoint);
    attempts.add(attempt);
    boolean trailers = routedTrailers != null;
    attempt.requestHeaders(routedHeaders, routedEnd && !routedData && !trailers);
    if (routedData) {
      attempt.requestData(routedBody.toArray(), routedEnd && !trailers);
    }
    if (trailers) {
      attempt.requestTrailers(routedTrailers);
    }
  }

  /** The router filter: picks a cluster, makes attempts, takes their answers. */
  final class Router implements Sink {

    Sink towardsUpstream() {
      return new Sink() {
        @Override
        public void headers(Headers headers, boolean endOfStream) {
          routedHeaders = headers;
          routedEnd = endOfStream;
          String path = headers.get(":path");
          LocalReply direct =
              path == null || !path.startsWith("/")
                  ? LocalReply.of(404, "route_not_found", "")
                  : sim.directResponse(cluster());
          if (direct != null) {
            localReply(direct);
          } else {
            startAttempt();
          }
        }

        @Override
        public void data(Body data, boolean endOfStream) {
          if (attempts.isEmpty()) {
            return;
          }
          byte[] bytes = data.toArray();
          data.clear();
          routedEnd |= endOfStream;
          routedData = true;
          routedBody.append(bytes, bytes.length);
          current().requestData(bytes, endOfStream);
        }

        @Override
        public void trailers(Headers trailers) {
          routedTrailers = trailers;
          routedEnd = true;
          if (!attempts.isEmpty()) {
            current().requestTrailers(trailers);
          }
        }
      };
    }

    private Attempt current() {
      return attempts.get(attempts.size() - 1);
    }

    @Override
    public void headers(Headers headers, boolean endOfStream) {
      if (finished) {
        return;
      }
      int status = headers.status();
      if (status < 0) {
        localReply(LocalReply.spoiled(502, "response", "missing required header: :status"));
        return;
      }
      if (status >= 500 && attempts.size() <= sim.retries() && routedEnd) {
        note(() -> "router retries after " + status);
        current().end();
        startAttempt();
        return;
      }
      responseHeaders = headers;
      details = "via_upstream";
      endAttempt(endOfStream);
      filter.flow(Side.RESPONSE).headers(headers, endOfStream);
    }

    @Override
    public void data(Body data, boolean endOfStream) {
      if (!finished) {
        endAttempt(endOfStream);
        filter.flow(Side.RESPONSE).data(data, endOfStream);
      }
    }

    @Override
    public void trailers(Headers trailers) {
      if (!finished) {
        responseTrailers = trailers;
        endAttempt(true);
        filter.flow(Side.RESPONSE).trailers(trailers);
      }
    }

    private void endAttempt(boolean endOfStream) {
      if (endOfStream) {
        current().end();
      }
    }
  }

  Router router() {
    return router;
  }

  /** The client's end: what goes onto its connection. */
  private final class Downstream implements Sink {
    @Override
    public void headers(Headers headers, boolean endOfStream) {
      if (headers.status() < 0) {
        localReply(LocalReply.spoiled(502, "response", "missing required header: :status"));
        return;
      }
      checkFields(headers);
      downstream.headers(headers, endOfStream);
      Headers got = headers.copy();
      note(() -> "client gets headers " + got + Attempt.end(endOfStream));
      ended();
    }

    @Override
    public void data(Body data, boolean endOfStream) {
      int size = data.size();
      downstream.data(data, endOfStream);
      note(() -> "client gets " + size + " bytes" + Attempt.end(endOfStream));
      ended();
    }

    @Override
    public void trailers(Headers trailers) {
      checkFields(trailers);
      downstream.trailers(trailers);
      Headers got = trailers.copy();
      note(() -> "client gets trailers " + got);
      ended();
    }

    private void checkFields(Headers headers) {
      String wrong = HeaderRules.wrongField(headers);
      if (wrong != null) {
        sim.fault(
            FaultKind.HEADER_SPLIT,
            wrong + ": goes to the client as it is, and splits the answer (" + label() + ")");
      }
    }

    private void ended() {
      if (downstream.ended() && !finished) {
        checkContentLength(Side.RESPONSE, downstream);
        finish();
      }
    }
  }

  private void finish() {
    finished = true;
    unread.clear();
    attempts.forEach(Attempt::end);
    sim.post(() -> filter.end(true));
  }

  /** A {@code content-length} that does not fit cuts, hangs or smuggles on a real wire. */
  void checkContentLength(Side side, Message message) {
    String length = message.headers().get("content-length");
    String method = requestHeaders.get(":method");
    int status = message.status();
    boolean bodiless = side == Side.RESPONSE && (status == 304 || "HEAD".equals(method));
    if (length == null || bodiless || side == Side.REQUEST && !checksRequestLength) {
      return;
    }
    long size = message.arrived();
    if (!length.equals(String.valueOf(size))) {
      sim.fault(
          FaultKind.CONTENT_LENGTH,
          "content-length: "
              + length
              + " went "
              + (side == Side.REQUEST ? "upstream" : "to the client")
              + " with "
              + size
              + " bytes of body ("
              + label()
              + ")");
    }
  }

  void doNotCheckRequestLength() {
    checksRequestLength = false;
  }

  // ---- the filter chain ----

  @Override
  public boolean isDead(Side side) {
    return finished || side == Side.REQUEST && requestAborted;
  }

  @Override
  public int bufferLimit() {
    return sim.bufferLimit();
  }

  @Override
  public void bufferOverflow(Side side, boolean watermark) {
    if (side == Side.REQUEST && watermark) {
      if (!readDisabled) {
        note(() -> "reading from the client stops");
      }
      readDisabled = true;
    } else if (!watermark) {
      boolean request = side == Side.REQUEST;
      localReply(
          LocalReply.of(
              request ? 413 : 500,
              request ? "request_payload_too_large" : "response_payload_too_large",
              request ? "Payload Too Large" : "Internal Server Error"));
    }
  }

  @Override
  public void resumeReading() {
    if (readDisabled) {
      readDisabled = false;
      note(() -> "reading from the client goes on");
      while (!unread.isEmpty() && !readDisabled) {
        unread.poll().run();
      }
    }
  }

  @Override
  public void localReply(LocalReply reply) {
    if (finished) {
      return;
    }
    requestAborted = true;
    if (decoding > 0) {
      // Envoy answers when the request's callback has ended; the first reply counts.
      prepared = prepared == null ? reply : prepared;
      return;
    }
    localReply = reply;
    details = reply.details();
    note(() -> "local reply " + reply.status() + " " + Transcript.quote(reply.body()));
    Headers headers = replyHeaders(reply);
    boolean empty = reply.body().length == 0 || isHead();
    if (responseHeaders == null) {
      responseHeaders = headers;
      attempts.forEach(Attempt::end);
      filter.flow(Side.RESPONSE).headers(headers, empty);
      if (!empty) {
        filter.flow(Side.RESPONSE).data(new Body(reply.body().clone()), true);
      }
    } else if (!downstream.started()) {
      // A response has begun to pass the filters: the proxy answers behind them.
      responseHeaders = headers;
      Downstream direct = new Downstream();
      direct.headers(headers, empty);
      if (!empty) {
        direct.data(new Body(reply.body().clone()), true);
      }
    } else {
      reset(reply.details());
    }
  }

  @Override
  public void decoding() {
    decoding++;
  }

  @Override
  public void decoded() {
    decoding--;
    if (decoding == 0 && prepared != null) {
      LocalReply reply = prepared;
      prepared = null;
      localReply(reply);
    }
  }

  private static Headers replyHeaders(LocalReply reply) {
    Headers headers = Headers.of(":status", String.valueOf(reply.status()));
    reply.headers().forEach(header -> headers.add(header.name(), header.value()));
    if (reply.body().length == 0) {
      headers.remove("content-length");
      headers.remove("content-type");
    } else {
      headers.set("content-length", String.valueOf(reply.body().length));
      if (!headers.contains("content-type")) {
        headers.add("content-type", "text/plain");
      }
    }
    return headers;
  }

  @Override
  public void reset(String why) {
    if (!finished) {
      note(() -> "stream is reset: " + why);
      details = why;
      downstream.resetStream();
      finish();
    }
  }

  @Override
  public byte[] property(String path) {
    return null;
  }

  @Override
  public Headers loggedHeaders(Side side) {
    return side == Side.REQUEST ? requestHeaders : responseHeaders;
  }

  @Override
  public Headers loggedTrailers(Side side) {
    return side == Side.REQUEST ? null : responseTrailers;
  }

  // ---- what a test asks ----

  /** What the last attempt sent upstream. */
  public Message upstream() {
    return attempts.isEmpty() ? new Message() : attempts.get(attempts.size() - 1).sent();
  }

  /** All attempts, in order. */
  public List<Attempt> attempts() {
    return Collections.unmodifiableList(attempts);
  }

  /** What the client received. */
  public Message downstream() {
    return downstream;
  }

  /** The answer that the proxy made itself, if it did. */
  public Optional<LocalReply> localReply() {
    return Optional.ofNullable(localReply);
  }

  /** Whether the filter holds something of this direction back. */
  public boolean isRequestPaused() {
    return !finished && !requestAborted && filter.flow(Side.REQUEST).isPaused();
  }

  /** Whether the filter holds something of the answer back. */
  public boolean isResponsePaused() {
    return !finished && filter.flow(Side.RESPONSE).isPaused();
  }

  /** Whether the proxy has stopped reading from the client because too much is held. */
  public boolean isReadingStopped() {
    return readDisabled;
  }

  /** Whether the stream is over. */
  public boolean isFinished() {
    return finished;
  }

  /** Whether the filter cleared the route cache. */
  public boolean routeCacheCleared() {
    return routeCleared;
  }

  /** The cluster that the request is routed to, by {@code HostSim.Builder.routes}. */
  public String cluster() {
    if (routeStale) {
      routeStale = false;
      cluster = sim.route(requestHeaders);
    }
    return cluster;
  }

  /** Filter state by its key: {@code wasm.NAME} for what the filter set as a property. */
  public String filterState(String key) {
    byte[] value = filterState.get(key);
    return value == null ? null : new String(value, StandardCharsets.UTF_8);
  }

  /** What the proxy would log as {@code %RESPONSE_CODE_DETAILS%}. */
  public String responseDetails() {
    return details;
  }

  /** What happened on this stream, one line an event. */
  public String transcript() {
    return label() + "\n" + sim.transcript.describe(this);
  }

  @Override
  public StreamAssert assertThat() {
    return new StreamAssert(this);
  }

  // ---- for the rest of the simulator ----

  HostSim sim() {
    return sim;
  }

  Worker worker() {
    return worker;
  }

  int number() {
    return number;
  }

  String label() {
    return "stream " + number;
  }

  Map<String, byte[]> properties() {
    return properties;
  }

  Map<String, byte[]> filterState() {
    return filterState;
  }

  void setProperty(String path, byte[] value) {
    filterState.put("wasm." + path, value.clone());
  }

  /** A changed header clears the route cache too; Higress lets a filter switch that off. */
  void requestHeadersModified() {
    byte[] off = filterState.get("wasm.clear_route_cache");
    if (!sim.profile().isHigress()
        || off == null
        || !new String(off, StandardCharsets.UTF_8).equals("off")) {
      routeStale = true;
    }
  }

  void clearRouteCache() {
    routeCleared = true;
    routeStale = true;
  }

  /** Whether the answer has no body, whatever it says of one. */
  boolean isHead() {
    return "HEAD".equals(requestHeaders.get(":method"));
  }

  /** An attempt's final answer has begun. */
  void answered() {
    details = "via_upstream";
  }

  long requestBytes() {
    return requestBytes;
  }

  long responseFlags() {
    return flags;
  }

  int responseCode() {
    return responseHeaders == null ? -1 : responseHeaders.status();
  }

  void note(Supplier<String> text) {
    sim.transcript.add(this, worker.index(), text);
  }
}
