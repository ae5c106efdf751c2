package dev.samovar.proxywasm;

/**
 * Takes the proxy's callbacks of one VM to the contexts that they are meant for.
 *
 * <p>It keeps the registry of contexts and the tokens of callouts, and it is the panic barrier: an
 * exception that leaves a callback never reaches the proxy, because a trap would cost every stream
 * of the worker. It is logged (the first {@value #MAX_PANIC_LINES} of a VM), a stream's context is
 * left out of what follows (but still told of its end), and the stream goes on.
 *
 * <p>The method of a callback has the name and the arguments of the ABI's function; a host on the
 * JVM calls them directly, the compiled module through its exports.
 *
 * <p>Longer than most files because it is every callback of the ABI, one method a callback.
 */
public final class Dispatcher {
  private static final int MAX_PANIC_LINES = 100;
  private static final StreamType[] DIRECTIONS = StreamType.values();

  private final Host host;
  private final VmContext vm;
  private final IntMap<Context> contexts = new IntMap<>();
  private final IntMap<Pending> callouts = new IntMap<>();

  /** The stream of the last callback, since several of one stream mostly follow each other. */
  private HttpContext last;

  private int panics;

  private record Pending(Context owner, Callout callback) {}

  /** A dispatcher for one VM. */
  public Dispatcher(Host host, VmContext vm) {
    this.host = host;
    this.vm = vm;
  }

  void register(int token, Context owner, Callout callback) {
    callouts.put(token, new Pending(owner, callback));
  }

  /** How many contexts live. */
  public int liveContexts() {
    return contexts.size();
  }

  /** How many callouts are unanswered. */
  public int pendingCallouts() {
    return callouts.size();
  }

  /** How many exceptions left a callback since the VM started. */
  public int panics() {
    return panics;
  }

  public boolean onVmStart(int rootId, int configurationSize) {
    try {
      return vm.onVmStart(host, configurationSize);
    } catch (Throwable e) {
      panic("proxy_on_vm_start", rootId, e);
      return false;
    }
  }

  public void onContextCreate(int id, int parentId) {
    try {
      Context created;
      if (parentId == 0) {
        created = vm.createRootContext(host);
      } else {
        Context parent = contexts.get(parentId);
        created = parent instanceof RootContext root ? root.createStreamContext() : null;
      }
      if (created != null) {
        created.attach(this, id);
        contexts.put(id, created);
        last = created instanceof HttpContext stream ? stream : null;
      }
    } catch (Throwable e) {
      panic("proxy_on_context_create", id, e);
    }
  }

  public boolean onConfigure(int rootId, int configurationSize) {
    try {
      return contexts.get(rootId) instanceof RootContext root
          && root.onConfigure(configurationSize);
    } catch (Throwable e) {
      panic("proxy_on_configure", rootId, e);
      return false;
    }
  }

  public void onTick(int rootId) {
    try {
      if (contexts.get(rootId) instanceof RootContext root) {
        root.onTick();
      }
    } catch (Throwable e) {
      panic("proxy_on_tick", rootId, e);
    }
  }

  public void onQueueReady(int rootId, int token) {
    try {
      if (contexts.get(rootId) instanceof RootContext root) {
        root.onQueueReady(token);
      }
    } catch (Throwable e) {
      panic("proxy_on_queue_ready", rootId, e);
    }
  }

  public Action onRequestHeaders(int id, int headers, boolean endOfStream) {
    try {
      HttpContext stream = http(id);
      return stream == null
          ? Action.CONTINUE
          : stream.answered(StreamType.HTTP_REQUEST, stream.onRequestHeaders(headers, endOfStream));
    } catch (Throwable e) {
      return panic("proxy_on_request_headers", id, e);
    }
  }

  public Action onRequestBody(int id, int size, boolean endOfStream) {
    try {
      HttpContext stream = http(id);
      return stream == null
          ? Action.CONTINUE
          : stream.answered(StreamType.HTTP_REQUEST, stream.onRequestBody(size, endOfStream));
    } catch (Throwable e) {
      return panic("proxy_on_request_body", id, e);
    }
  }

  public Action onRequestTrailers(int id, int trailers) {
    try {
      HttpContext stream = http(id);
      return stream == null
          ? Action.CONTINUE
          : stream.answered(StreamType.HTTP_REQUEST, stream.onRequestTrailers(trailers));
    } catch (Throwable e) {
      return panic("proxy_on_request_trailers", id, e);
    }
  }

  public Action onResponseHeaders(int id, int headers, boolean endOfStream) {
    try {
      HttpContext stream = http(id);
      return stream == null
          ? Action.CONTINUE
          : stream.answered(
              StreamType.HTTP_RESPONSE, stream.onResponseHeaders(headers, endOfStream));
    } catch (Throwable e) {
      return panic("proxy_on_response_headers", id, e);
    }
  }

  public Action onResponseBody(int id, int size, boolean endOfStream) {
    try {
      HttpContext stream = http(id);
      return stream == null
          ? Action.CONTINUE
          : stream.answered(StreamType.HTTP_RESPONSE, stream.onResponseBody(size, endOfStream));
    } catch (Throwable e) {
      return panic("proxy_on_response_body", id, e);
    }
  }

  public Action onResponseTrailers(int id, int trailers) {
    try {
      HttpContext stream = http(id);
      return stream == null
          ? Action.CONTINUE
          : stream.answered(StreamType.HTTP_RESPONSE, stream.onResponseTrailers(trailers));
    } catch (Throwable e) {
      return panic("proxy_on_response_trailers", id, e);
    }
  }

  public Action onNewConnection(int id) {
    try {
      TcpContext stream = tcp(id);
      return stream == null
          ? Action.CONTINUE
          : stream.answered(StreamType.DOWNSTREAM, stream.onNewConnection());
    } catch (Throwable e) {
      return panic("proxy_on_new_connection", id, e);
    }
  }

  public Action onDownstreamData(int id, int size, boolean endOfStream) {
    try {
      TcpContext stream = tcp(id);
      return stream == null
          ? Action.CONTINUE
          : stream.answered(StreamType.DOWNSTREAM, stream.onDownstreamData(size, endOfStream));
    } catch (Throwable e) {
      return panic("proxy_on_downstream_data", id, e);
    }
  }

  public void onDownstreamClose(int id, int peer) {
    try {
      TcpContext stream = tcp(id);
      if (stream != null) {
        stream.onDownstreamClose(PeerType.of(peer));
      }
    } catch (Throwable e) {
      panic("proxy_on_downstream_connection_close", id, e);
    }
  }

  public Action onUpstreamData(int id, int size, boolean endOfStream) {
    try {
      TcpContext stream = tcp(id);
      return stream == null
          ? Action.CONTINUE
          : stream.answered(StreamType.UPSTREAM, stream.onUpstreamData(size, endOfStream));
    } catch (Throwable e) {
      return panic("proxy_on_upstream_data", id, e);
    }
  }

  public void onUpstreamClose(int id, int peer) {
    try {
      TcpContext stream = tcp(id);
      if (stream != null) {
        stream.onUpstreamClose(PeerType.of(peer));
      }
    } catch (Throwable e) {
      panic("proxy_on_upstream_connection_close", id, e);
    }
  }

  /** {@code contextId} is the root of the caller; the callout goes to the context that made it. */
  public void onHttpCallResponse(
      int contextId, int token, int headers, int bodySize, int trailers) {
    Pending pending = callouts.remove(token);
    if (pending == null) {
      return;
    }
    Context owner = pending.owner();
    try {
      if (contexts.get(owner.id()) != owner || owner.hasFailed()) {
        return;
      }
      if (owner.id() != contextId) {
        host.setEffectiveContext(owner.id());
      }
      pending.callback().onAnswer(headers, bodySize, trailers);
    } catch (Throwable e) {
      panic("proxy_on_http_call_response", owner.id(), e);
      if (owner instanceof StreamContext stream) {
        resume(stream);
      }
    }
  }

  public void onGrpcInitialMetadata(int rootId, int token, int headers) {
    try {
      if (contexts.get(rootId) instanceof RootContext root) {
        root.onGrpcInitialMetadata(token, headers);
      }
    } catch (Throwable e) {
      panic("proxy_on_grpc_receive_initial_metadata", rootId, e);
    }
  }

  public void onGrpcMessage(int rootId, int token, int messageSize) {
    try {
      if (contexts.get(rootId) instanceof RootContext root) {
        root.onGrpcMessage(token, messageSize);
      }
    } catch (Throwable e) {
      panic("proxy_on_grpc_receive", rootId, e);
    }
  }

  public void onGrpcTrailingMetadata(int rootId, int token, int trailers) {
    try {
      if (contexts.get(rootId) instanceof RootContext root) {
        root.onGrpcTrailingMetadata(token, trailers);
      }
    } catch (Throwable e) {
      panic("proxy_on_grpc_receive_trailing_metadata", rootId, e);
    }
  }

  public void onGrpcClose(int rootId, int token, int statusCode) {
    try {
      if (contexts.get(rootId) instanceof RootContext root) {
        root.onGrpcClose(token, statusCode);
      }
    } catch (Throwable e) {
      panic("proxy_on_grpc_close", rootId, e);
    }
  }

  public void onForeignFunction(int id, int functionId, int argumentsSize) {
    try {
      Context context = contexts.get(id);
      if (context != null && !context.hasFailed()) {
        context.onForeignFunction(functionId, argumentsSize);
      }
    } catch (Throwable e) {
      panic("proxy_on_foreign_function", id, e);
    }
  }

  public boolean onDone(int id) {
    try {
      Context context = any(id);
      return context == null || context.onDone();
    } catch (Throwable e) {
      panic("proxy_on_done", id, e);
      return true;
    }
  }

  public void onLog(int id) {
    try {
      if (any(id) instanceof StreamContext stream) {
        stream.onLog();
      }
    } catch (Throwable e) {
      panic("proxy_on_log", id, e);
    }
  }

  public void onDelete(int id) {
    try {
      last = null;
      Context context = contexts.remove(id);
      if (context instanceof RootContext) {
        forgetOrphans();
      }
      if (context != null) {
        context.onDelete();
      }
    } catch (Throwable e) {
      panic("proxy_on_delete", id, e);
    }
  }

  private HttpContext http(int id) {
    if (last == null || last.id() != id) {
      last = contexts.get(id) instanceof HttpContext stream && !stream.hasFailed() ? stream : null;
    }
    return last;
  }

  private Context any(int id) {
    return last != null && last.id() == id ? last : contexts.get(id);
  }

  private TcpContext tcp(int id) {
    return contexts.get(id) instanceof TcpContext stream && !stream.hasFailed() ? stream : null;
  }

  /** A stream that waits for a callout that failed would wait for ever: nobody else resumes it. */
  private void resume(StreamContext stream) {
    try {
      host.setEffectiveContext(stream.id());
      for (StreamType direction : DIRECTIONS) {
        if (stream.isPaused(direction)) {
          host.continueStream(direction);
        }
      }
    } catch (Throwable e) {
      panic("proxy_continue_stream", stream.id(), e);
    }
  }

  /** Callouts of a root that goes are cancelled by the host, which says nothing. */
  private void forgetOrphans() {
    for (int token : callouts.keys()) {
      Context owner = callouts.get(token).owner();
      if (contexts.get(owner.id()) != owner) {
        callouts.remove(token);
      }
    }
  }

  private Action panic(String callback, int id, Throwable cause) {
    panics++;
    Context context = contexts.get(id);
    if (context instanceof StreamContext) {
      context.fail();
      last = null;
    }
    try {
      if (panics <= MAX_PANIC_LINES) {
        String line = callback + ": context " + id + ": " + cause;
        host.log(LogLevel.CRITICAL, ascii(line));
      }
      vm.onPanic(host, callback, id, cause);
    } catch (Throwable ignored) {
      // The barrier itself must hold; the count is all that is left to do.
      panics++;
    }
    return Action.CONTINUE;
  }

  /**
   * Printable ASCII as it is, anything else as '?': the text of an exception may hold what a client
   * sent.
   */
  private static byte[] ascii(String text) {
    byte[] out = new byte[text.length()];
    for (int i = 0; i < out.length; i++) {
      char c = text.charAt(i);
      out[i] = (byte) (c >= ' ' && c < 0x7f ? c : '?');
    }
    return out;
  }
}
