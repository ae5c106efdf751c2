package dev.samovar.filter;

import dev.samovar.core.config.Settings;
import dev.samovar.core.config.Settings.BodyRouting;
import dev.samovar.core.config.Settings.Freshness;
import dev.samovar.core.decision.Ask;
import dev.samovar.core.decision.Decision;
import dev.samovar.core.request.ApiError;
import dev.samovar.core.request.MultipartScanner;
import dev.samovar.proxywasm.Action;
import dev.samovar.proxywasm.HeaderPairs;
import dev.samovar.proxywasm.Host;
import dev.samovar.proxywasm.HostException;
import dev.samovar.proxywasm.HttpContext;
import dev.samovar.proxywasm.MapType;
import dev.samovar.proxywasm.Status;
import dev.samovar.proxywasm.StreamType;

/**
 * A request before the router: understood, decided, coloured, rewritten.
 *
 * <p>With {@code bodyRouting: hold} the headers wait until the body is read and everything happens
 * at once; with {@code headers} the decision is made on the headers, which go on, and the body is
 * only rewritten. With {@code freshness: request} the agent is asked meanwhile, and whichever comes
 * last, answer or body, lets the request go on.
 *
 * <p>Long because these are the states of one request.
 */
final class RouterStream extends HttpContext {
  private static final byte[] JSON_ANSWER =
      HeaderPairs.encode(Names.CONTENT_TYPE, Names.APPLICATION_JSON);

  private enum Phase {
    /** None of ours, or over: nothing is touched. */
    PASS,
    /** Headers wait for the body. */
    HELD,
    /** Headers wait for the agent alone, unless a part of the body is there first. */
    ASKING,
    /** Headers have gone on; the body is still to be rewritten. */
    GONE
  }

  private final Worker worker;
  private final PluginRoot root;
  private Phase phase = Phase.PASS;
  private ActiveSettings active;
  private BodyEditor body;
  private boolean bodyComplete;
  private boolean answerPending;
  private boolean hasLength;
  private int brought;
  private Decision decision;
  private Departure departure;
  private AnswerEditor editor;
  private boolean begun;
  private long heldAtMillis;
  private int heldIndex = -1;

  RouterStream(Host host, Worker worker, PluginRoot root) {
    super(host);
    this.worker = worker;
    this.root = root;
  }

  @Override
  public Action onRequestHeaders(int headers, boolean endOfStream) {
    active = root.settingsOfRequest();
    if (active == null) {
      return Action.CONTINUE;
    }
    if (endOfStream && header(Names.CONTENT_TYPE) == null) {
      // Without a body and its type it is none of ours; most of those are gone after two calls.
      isDecidedAlready(header(active.targetHeader()));
      return Action.CONTINUE;
    }
    Head head = worker.head();
    if (!head.load(host()) || isDecidedAlready(head.value(active.targetHeader()))) {
      return Action.CONTINUE;
    }
    if (!head.isOurs(active.gate())) {
      active.strip(host(), head);
      return Action.CONTINUE;
    }
    ApiError error = head.check(active.gate(), endOfStream);
    if (error != null) {
      return reject(error);
    }
    hasLength = head.has(Names.CONTENT_LENGTH);
    brought = Departure.brought(head, active);
    body =
        new BodyEditor(
            host(),
            worker.window(),
            head.isForm()
                ? MultipartScanner.of(Names.text(head.value(Names.CONTENT_TYPE)))
                : active.takeScanner());
    if (settings().freshness() == Freshness.REQUEST && active.feed() != null) {
      answerPending = askAgent();
    }
    if (settings().bodyRouting() == BodyRouting.HEADERS) {
      phase = Phase.ASKING;
      return answerPending ? Action.PAUSE : routeByHeaders();
    }
    phase = Phase.HELD;
    worker.hold(this);
    return Action.PAUSE;
  }

  @Override
  public Action onRequestBody(int size, boolean endOfStream) {
    if (phase == Phase.PASS) {
      return Action.CONTINUE;
    }
    if (size > settings().maxBodyBytes()) {
      return reject(ApiError.bodyTooLarge(settings().maxBodyBytes()));
    }
    ApiError error = body.arrived(size);
    if (error != null) {
      return reject(error);
    }
    return endOfStream ? complete() : Action.PAUSE;
  }

  @Override
  public Action onRequestTrailers(int trailers) {
    return phase == Phase.PASS || bodyComplete ? Action.CONTINUE : complete();
  }

  @Override
  public Action onResponseHeaders(int headers, boolean endOfStream) {
    if (departure != null) {
      departure.answered(host());
      editor = endOfStream ? null : departure.editor(host());
      if (endOfStream) {
        came(true);
      }
    }
    return Action.CONTINUE;
  }

  @Override
  public Action onResponseBody(int size, boolean endOfStream) {
    if (departure != null && (!begun || endOfStream)) {
      came(endOfStream);
    }
    if (editor != null) {
      editor.edit(host(), size, endOfStream);
    }
    return Action.CONTINUE;
  }

  @Override
  public Action onResponseTrailers(int trailers) {
    if (departure != null) {
      came(true);
    }
    return Action.CONTINUE;
  }

  private void came(boolean endOfStream) {
    begun = true;
    departure.came(host(), endOfStream);
  }

  @Override
  public boolean onDone() {
    finish();
    if (departure != null) {
      departure.ended(host());
    }
    return true;
  }

  /**
   * Lets held headers go on where no byte of a body came, by the headers alone; the time counts
   * from the first tick that finds them held, which spares each request a look at the clock.
   */
  void resumeIfUnread(long nowMillis) {
    if (heldAtMillis == 0) {
      heldAtMillis = nowMillis;
    }
    if (phase != Phase.HELD
        || body.size() > 0
        || nowMillis - heldAtMillis < settings().holdTimeoutMillis()) {
      return;
    }
    host().setEffectiveContext(id());
    worker.counters(host()).add("requests.resumed_unread", 1);
    if (routeByHeaders() == Action.CONTINUE) {
      host().continueStream(StreamType.HTTP_REQUEST);
    }
  }

  int heldIndex() {
    return heldIndex;
  }

  void heldIndex(int index) {
    heldIndex = index;
  }

  /** A client's own decision is taken away; one from a hop that the configuration trusts stands. */
  private boolean isDecidedAlready(byte[] decided) {
    if (decided == null) {
      return false;
    }
    if (settings().trustSelectedProvider() && settings().indexOf(Names.text(decided)) >= 0) {
      worker.counters(host()).add("requests.decided_before", 1);
      return true;
    }
    host().removeHeader(MapType.HTTP_REQUEST_HEADERS, active.targetHeader());
    host().callForeignFunction(Names.CLEAR_ROUTE_CACHE, null);
    return false;
  }

  private boolean askAgent() {
    LoadFeed feed = active.feed();
    Status started =
        httpCall(
            feed.call().cluster(),
            feed.call().headers(),
            null,
            feed.timeoutMillis(),
            this::onAgentAnswer);
    if (started != Status.OK) {
      feed.failed(host(), worker, "the agent's cluster does not take the call: " + started);
    }
    return started == Status.OK;
  }

  private void onAgentAnswer(int headers, int bodySize, int trailers) {
    answerPending = false;
    active.feed().answered(host(), worker, headers, bodySize);
    if (phase == Phase.PASS) {
      return;
    }
    Action action;
    if (bodyComplete) {
      action = routeWithBody();
    } else if (phase == Phase.ASKING && body.size() == 0) {
      action = routeByHeaders();
    } else {
      // What is buffered of a body goes with the headers, so the rest is waited for.
      phase = Phase.HELD;
      return;
    }
    if (action == Action.CONTINUE) {
      host().continueStream(StreamType.HTTP_REQUEST);
    }
  }

  private Action complete() {
    bodyComplete = true;
    ApiError error = body.finish();
    if (error != null) {
      return reject(error);
    }
    if (phase == Phase.GONE) {
      rewrite();
      finish();
      return Action.CONTINUE;
    }
    return answerPending ? Action.PAUSE : routeWithBody();
  }

  private Action routeWithBody() {
    if (!decide(body.model())) {
      return reject(ApiError.modelNotFound(body.model()));
    }
    int length = rewrite();
    if (hasLength && length != body.size()) {
      set(Names.CONTENT_LENGTH, Bytes.decimal(length));
    }
    finish();
    return Action.CONTINUE;
  }

  /** The body's length is not known yet, so it goes on without one. */
  private Action routeByHeaders() {
    if (!decide(null)) {
      return reject(ApiError.modelNotFound(null));
    }
    if (hasLength) {
      host().removeHeader(MapType.HTTP_REQUEST_HEADERS, Names.CONTENT_LENGTH);
    }
    phase = Phase.GONE;
    worker.release(this);
    return Action.CONTINUE;
  }

  /** False where no rule has the model. */
  private boolean decide(String model) {
    long now = host().currentTimeNanos();
    worker.siblings().turn(host(), now);
    Ask ask = worker.asking().of(host(), settings(), model, body);
    decision = active.decide(host(), worker, ask, now);
    if (decision == null) {
      active.notFound(host(), model);
      return false;
    }
    departure = new Departure(host(), worker, active, decision, ask, now);
    departure.colour(host(), brought);
    return true;
  }

  /** The body's length afterwards. */
  private int rewrite() {
    ActiveSettings.UpstreamModel model = active.model(decision.model());
    return model == null ? body.size() : body.replaceModel(model);
  }

  /** The request is not touched any more. */
  private void finish() {
    phase = Phase.PASS;
    worker.release(this);
    if (body != null) {
      active.giveBack(body.scanner());
      body = null;
    }
  }

  private Action reject(ApiError error) {
    finish();
    worker.counters(host()).add("requests.rejected." + error.code(), 1);
    host()
        .sendLocalResponse(
            error.status(),
            Names.utf8("samovar_" + error.code()),
            Names.utf8(error.toJson()),
            JSON_ANSWER,
            -1);
    return Action.PAUSE;
  }

  private Settings settings() {
    return active.settings();
  }

  private byte[] header(byte[] name) {
    return host().header(MapType.HTTP_REQUEST_HEADERS, name);
  }

  private void set(byte[] name, byte[] value) {
    Status status = host().replaceHeader(MapType.HTTP_REQUEST_HEADERS, name, value);
    if (status != Status.OK) {
      throw new HostException("proxy_replace_header_map_value", status);
    }
  }
}
