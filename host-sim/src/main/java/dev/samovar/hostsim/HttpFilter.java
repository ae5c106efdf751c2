package dev.samovar.hostsim;

import dev.samovar.proxywasm.Status;

/**
 * One stream context in a filter chain: its callbacks, and what of the stream is open to it.
 *
 * <p>A map is open from its callback until the guest lets it go on; the body is open in its
 * callback, and while the proxy buffers it. proxy-wasm ABI 0.2.1, "HTTP streams", as Envoy does it.
 * Longer than most files because both directions share what they open.
 */
final class HttpFilter {
  private final Vm vm;
  private final HostContext root;
  private final Stream stream;
  private final FilterChain chain;
  private final Open request = new Open();
  private final Open response = new Open();
  private final boolean bypassed;
  private Flow requestFlow;
  private Flow responseFlow;
  private HostContext context;
  private boolean endOfStream;
  private boolean logging;
  private boolean failureReplied;

  /** What of one direction the guest can reach. */
  private static final class Open {
    private Headers headers;
    private Headers trailers;
    private Body body;
    private boolean buffering;
    private boolean inBody;
    private boolean overflow;
  }

  /**
   * @param vm {@code null} or dead makes a filter that fails its stream, or lets it pass
   */
  HttpFilter(Vm vm, HostContext root, Stream stream, FilterChain chain) {
    this.vm = vm;
    this.root = root;
    this.stream = stream;
    this.chain = chain;
    boolean dead = vm == null || vm.isFailed();
    this.bypassed = dead && stream.sim().failurePolicy() == FailurePolicy.FAIL_OPEN;
  }

  void connect(Sink towardsUpstream, Sink towardsDownstream) {
    requestFlow = new Flow(this, Side.REQUEST, towardsUpstream);
    responseFlow = new Flow(this, Side.RESPONSE, towardsDownstream);
  }

  FilterChain chain() {
    return chain;
  }

  Flow flow(Side side) {
    return side == Side.REQUEST ? requestFlow : responseFlow;
  }

  private Open open(Side side) {
    return side == Side.REQUEST ? request : response;
  }

  HostContext context() {
    return context;
  }

  Stream stream() {
    return stream;
  }

  Verdict onHeaders(Side side, Headers headers, boolean end) {
    if (bypassed) {
      return Verdict.CONTINUE;
    }
    if (side == Side.REQUEST) {
      if (vm != null && !vm.isFailed()) {
        context = vm.createHttpContext(root, this, stream);
      }
    } else if (context == null || failureReplied) {
      return Verdict.CONTINUE;
    }
    Open open = open(side);
    open.headers = headers;
    endOfStream = end;
    Verdict verdict = Verdict.CONTINUE;
    int answer =
        vm == null || context == null
            ? Vm.FAILED
            : side == Side.REQUEST
                ? vm.invoke(
                    context,
                    "proxy_on_request_headers",
                    () -> vm.guest().onRequestHeaders(context.id, headers.size(), end))
                : vm.invoke(
                    context,
                    "proxy_on_response_headers",
                    () -> vm.guest().onResponseHeaders(context.id, headers.size(), end));
    verdict = answer == Vm.FAILED ? failed(Verdict.STOP_ALL_WATERMARK) : headersVerdict(answer);
    if (verdict == Verdict.CONTINUE) {
      open.headers = null;
    }
    return verdict;
  }

  Verdict onData(Side side, Body data, boolean end) {
    if (bypassed || context == null || side == Side.RESPONSE && failureReplied) {
      return Verdict.CONTINUE;
    }
    Open open = open(side);
    if (open.buffering) {
      open.overflow = flow(side).hold(data) && side == Side.REQUEST;
      if (!open.overflow) {
        flow(side).checkLimit(false);
      }
      if (chain.isDead(side)) {
        return Verdict.STOP;
      }
    }
    open.body = data;
    open.inBody = true;
    endOfStream = end;
    int size = readableBody(side).size();
    int answer =
        side == Side.REQUEST
            ? vm.invoke(
                context,
                "proxy_on_request_body",
                () -> vm.guest().onRequestBody(context.id, size, end))
            : vm.invoke(
                context,
                "proxy_on_response_body",
                () -> vm.guest().onResponseBody(context.id, size, end));
    Verdict verdict = answer == Vm.FAILED ? failed(Verdict.STOP_NO_BUFFER) : dataVerdict(answer);
    open.inBody = false;
    if (open.overflow) {
      // The proxy refuses the request only when the callback that it disturbs has ended.
      open.overflow = false;
      chain.bufferOverflow(side, false);
    }
    open.buffering = verdict == Verdict.STOP;
    if (verdict == Verdict.CONTINUE) {
      open.body = null;
    }
    return verdict;
  }

  Verdict onTrailers(Side side, Headers trailers) {
    if (bypassed || context == null || side == Side.RESPONSE && failureReplied) {
      return Verdict.CONTINUE;
    }
    Open open = open(side);
    open.trailers = trailers;
    int answer =
        side == Side.REQUEST
            ? vm.invoke(
                context,
                "proxy_on_request_trailers",
                () -> vm.guest().onRequestTrailers(context.id, trailers.size()))
            : vm.invoke(
                context,
                "proxy_on_response_trailers",
                () -> vm.guest().onResponseTrailers(context.id, trailers.size()));
    Verdict verdict =
        answer == Vm.FAILED ? failed(Verdict.STOP) : answer == 0 ? Verdict.CONTINUE : Verdict.STOP;
    if (verdict == Verdict.CONTINUE) {
      open.trailers = null;
    }
    return verdict;
  }

  private Verdict headersVerdict(int answer) {
    if (answer == Vm.STOPPED) {
      return Verdict.STOP_ALL_WATERMARK;
    }
    return switch (answer) {
      case 0, 2 -> Verdict.CONTINUE;
      case 1 -> stream.sim().holdsHeaders(vm.guest()) ? Verdict.STOP : Verdict.STOP_ALL_WATERMARK;
      case 3 -> Verdict.STOP_ALL_BUFFER;
      default -> Verdict.STOP_ALL_WATERMARK;
    };
  }

  private static Verdict dataVerdict(int answer) {
    return switch (answer) {
      case 0 -> Verdict.CONTINUE;
      case 1 -> Verdict.STOP;
      case 2 -> Verdict.STOP_WATERMARK;
      default -> Verdict.STOP_NO_BUFFER;
    };
  }

  private Verdict failed(Verdict closed) {
    // Also under FAIL_OPEN: the policy only lets later streams pass.
    if (!failureReplied) {
      failureReplied = true;
      chain.localReply(
          new LocalReply(503, "wasm_fail_stream", new Headers(), new byte[0], 14, false));
    }
    return closed;
  }

  /** Ends the context: log (in the downstream chain alone), done, delete. */
  void end(boolean log) {
    if (context == null || context.dead) {
      return;
    }
    if (log) {
      logging = true;
      vm.log(context);
      logging = false;
    }
    vm.endStreamContext(context);
  }

  /** A property of the attempt that this filter stands in, or {@code null}. */
  byte[] attemptProperty(String path) {
    return chain.property(path);
  }

  boolean isLogging() {
    return logging;
  }

  /** A map for reading, or {@code null}. */
  Headers headers(Side side) {
    return logging ? chain.loggedHeaders(side) : open(side).headers;
  }

  /** A map for writing, or {@code null}. */
  Headers writableHeaders(Side side) {
    return open(side).headers;
  }

  Headers trailers(Side side) {
    if (logging) {
      return side == Side.REQUEST ? null : chain.loggedTrailers(side);
    }
    return open(side).trailers;
  }

  Headers writableTrailers(Side side) {
    Open open = open(side);
    if (open.trailers == null && open.body != null && endOfStream) {
      open.trailers = flow(side).addTrailers();
    }
    return open.trailers;
  }

  /** The body that is open for reading, never {@code null}: an empty one where none is. */
  Body readableBody(Side side) {
    Body body = ownsBody(side) ? writableBody(side) : null;
    return body == null ? new Body() : body;
  }

  Body writableBody(Side side) {
    Open open = open(side);
    return open.buffering ? flow(side).buffered() : open.body;
  }

  /** Whether the proxy holds the body for this context, so that an edit has an effect. */
  boolean ownsBody(Side side) {
    Open open = open(side);
    return open.inBody || open.buffering && flow(side).isPaused() && flow(side).buffered() != null;
  }

  /** {@code proxy_continue_stream}: the maps are closed at once, the flow goes on later. */
  Status continueStream(Side side) {
    Flow flow = flow(side);
    vm.defer(flow::continueFlow);
    // Envoy forgets the request's parts for either direction.
    request.headers = null;
    request.body = null;
    request.trailers = null;
    return Status.OK;
  }
}
