package dev.samovar.filter;

import dev.samovar.core.request.ApiError;
import dev.samovar.core.request.BodyScanner;
import dev.samovar.core.request.MultipartScanner;
import dev.samovar.core.request.RequestBody;
import dev.samovar.proxywasm.Action;
import dev.samovar.proxywasm.Host;
import dev.samovar.proxywasm.HostException;
import dev.samovar.proxywasm.HttpContext;
import dev.samovar.proxywasm.MapType;
import dev.samovar.proxywasm.Status;

/**
 * One attempt at an endpoint, after the proxy has chosen it (the upstream placement).
 *
 * <p>The router placement has written the model of the provider that it chose. An attempt at that
 * provider passes untouched and unread; one at another provider, because the first one failed, gets
 * that provider's model. What becomes of the attempt is counted at the endpoint tried.
 */
final class AttemptStream extends HttpContext {
  private final Worker worker;
  private final PluginRoot root;
  private ActiveSettings active;
  private int provider = -1;
  private BodyEditor body;
  private boolean hasLength;
  private ActiveSettings.UpstreamModel model;
  private Trip trip;
  private Attempt attempt;
  private boolean begun;

  AttemptStream(Host host, Worker worker, PluginRoot root) {
    super(host);
    this.worker = worker;
    this.root = root;
  }

  @Override
  public Action onRequestHeaders(int headers, boolean endOfStream) {
    byte[] tried = triedProvider();
    if (tried == null) {
      return Action.CONTINUE;
    }
    String name = Names.text(tried);
    active = root.settingsWith(name);
    if (active == null) {
      return Action.CONTINUE;
    }
    byte[] chosen = header(active.targetHeader());
    if (chosen == null) {
      return Action.CONTINUE;
    }
    provider = active.settings().indexOf(name);
    trip = worker.trip(Bytes.number(host().property(Names.TRIP)));
    byte[] address = host().property(Names.UPSTREAM_ADDRESS);
    if (trip == null) {
      trip = new Trip(worker, active);
    }
    attempt =
        trip.tried(
            host(),
            active.settings().providers().get(provider).fleetName(),
            address == null ? "" : Names.text(address));
    if (name.equals(Names.text(chosen))) {
      return Action.CONTINUE;
    }
    set(active.targetHeader(), tried);
    worker.counters(host()).add("provider." + name + ".failovers", 1);
    model = active.model(trip.modelOf(provider));
    if (model == null || endOfStream) {
      return Action.CONTINUE;
    }
    if (header(Names.TARGET_MODEL) != null) {
      set(Names.TARGET_MODEL, model.plain());
    }
    hasLength = header(Names.CONTENT_LENGTH) != null;
    RequestBody form = MultipartScanner.of(Names.text(header(Names.CONTENT_TYPE)));
    body = new BodyEditor(host(), worker.window(), form == null ? new BodyScanner() : form);
    return Action.PAUSE;
  }

  @Override
  public Action onRequestBody(int size, boolean endOfStream) {
    if (body == null) {
      return Action.CONTINUE;
    }
    if (body.arrived(size) != null) {
      return giveUp();
    }
    return endOfStream ? complete() : Action.PAUSE;
  }

  @Override
  public Action onRequestTrailers(int trailers) {
    return body == null ? Action.CONTINUE : complete();
  }

  @Override
  public Action onResponseHeaders(int headers, boolean endOfStream) {
    if (attempt != null) {
      attempt.answered(host(), worker);
      if (endOfStream) {
        came(true);
      }
    }
    return Action.CONTINUE;
  }

  @Override
  public Action onResponseBody(int size, boolean endOfStream) {
    if (attempt != null && (!begun || endOfStream)) {
      came(endOfStream);
    }
    return Action.CONTINUE;
  }

  @Override
  public Action onResponseTrailers(int trailers) {
    if (attempt != null) {
      came(true);
    }
    return Action.CONTINUE;
  }

  private void came(boolean endOfStream) {
    begun = true;
    long now = host().currentTimeNanos();
    trip.came(attempt, now, endOfStream);
    worker.siblings().turn(host(), now);
  }

  @Override
  public boolean onDone() {
    if (attempt != null) {
      attempt.ended(host(), worker);
    }
    return true;
  }

  private Action complete() {
    ApiError error = body.finish();
    if (error != null) {
      return giveUp();
    }
    int length = body.replaceModel(model);
    trip.wrote(Names.text(model.plain()));
    if (hasLength && length != body.size()) {
      set(Names.CONTENT_LENGTH, Bytes.decimal(length));
    }
    body = null;
    return Action.CONTINUE;
  }

  /** The router placement accepted this body, or let it pass unread; it is not ours to refuse. */
  private Action giveUp() {
    worker.counters(host()).add("requests.failover_unwritten", 1);
    body = null;
    return Action.CONTINUE;
  }

  private byte[] triedProvider() {
    byte[] name = host().property(Names.TRIED_PROVIDER);
    return name != null ? name : host().property(Names.TRIED_PROVIDER_OLDER);
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
