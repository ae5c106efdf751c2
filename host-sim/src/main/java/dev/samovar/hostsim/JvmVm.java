package dev.samovar.hostsim;

import dev.samovar.hostsim.wasm.Watchdog;
import dev.samovar.proxywasm.Dispatcher;
import java.time.Duration;

/** One VM of Java classes: the dispatcher's methods have the ABI's shape already. */
final class JvmVm implements GuestVm {
  private final Dispatcher dispatcher;
  private final long limitNanos;
  private final Watchdog.Timed timed;
  private volatile String running;
  private volatile boolean stopped;

  JvmVm(Dispatcher dispatcher, Duration limit, Watchdog watchdog) {
    this.dispatcher = dispatcher;
    this.limitNanos = limit.toNanos();
    this.timed = watchdog.watch(this::tell, this::stop);
  }

  /** Where a test hangs in Java code; it may be someone's breakpoint, so it is only interrupted. */
  private void tell(Thread thread) {
    StringBuilder text = new StringBuilder(running);
    text.append(": runs for longer than ").append(limitNanos / 1_000_000).append(" ms, in\n");
    for (StackTraceElement frame : thread.getStackTrace()) {
      text.append("    ").append(frame).append('\n');
    }
    System.err.print(text);
  }

  /** Java code that loops ends by no kinder means, and would keep the whole test run. */
  @SuppressWarnings("deprecation")
  private void stop(Thread thread) {
    stopped = true;
    try {
      thread.stop();
    } catch (UnsupportedOperationException fromJava20On) {
      stopped = false;
    }
  }

  @Override
  public void begins(String callback) {
    running = callback;
    stopped = false;
    timed.begin(limitNanos);
  }

  /**
   * @throws TrapException when the callback had to be stopped
   */
  @Override
  public void ended() {
    timed.end();
    if (stopped) {
      throw new TrapException(
          running + ": ran for longer than " + limitNanos / 1_000_000 + " ms and was stopped",
          null);
    }
  }

  @Override
  public void onContextCreate(int id, int parentId) {
    dispatcher.onContextCreate(id, parentId);
  }

  @Override
  public boolean onVmStart(int rootId, int configurationSize) {
    return dispatcher.onVmStart(rootId, configurationSize);
  }

  @Override
  public boolean onConfigure(int rootId, int configurationSize) {
    return dispatcher.onConfigure(rootId, configurationSize);
  }

  @Override
  public void onTick(int rootId) {
    dispatcher.onTick(rootId);
  }

  @Override
  public void onQueueReady(int rootId, int token) {
    dispatcher.onQueueReady(rootId, token);
  }

  @Override
  public int onRequestHeaders(int id, int headers, boolean endOfStream) {
    return dispatcher.onRequestHeaders(id, headers, endOfStream).wire();
  }

  @Override
  public int onRequestBody(int id, int size, boolean endOfStream) {
    return dispatcher.onRequestBody(id, size, endOfStream).wire();
  }

  @Override
  public int onRequestTrailers(int id, int trailers) {
    return dispatcher.onRequestTrailers(id, trailers).wire();
  }

  @Override
  public int onResponseHeaders(int id, int headers, boolean endOfStream) {
    return dispatcher.onResponseHeaders(id, headers, endOfStream).wire();
  }

  @Override
  public int onResponseBody(int id, int size, boolean endOfStream) {
    return dispatcher.onResponseBody(id, size, endOfStream).wire();
  }

  @Override
  public int onResponseTrailers(int id, int trailers) {
    return dispatcher.onResponseTrailers(id, trailers).wire();
  }

  @Override
  public int onNewConnection(int id) {
    return dispatcher.onNewConnection(id).wire();
  }

  @Override
  public int onDownstreamData(int id, int size, boolean endOfStream) {
    return dispatcher.onDownstreamData(id, size, endOfStream).wire();
  }

  @Override
  public void onDownstreamClose(int id, int peer) {
    dispatcher.onDownstreamClose(id, peer);
  }

  @Override
  public int onUpstreamData(int id, int size, boolean endOfStream) {
    return dispatcher.onUpstreamData(id, size, endOfStream).wire();
  }

  @Override
  public void onUpstreamClose(int id, int peer) {
    dispatcher.onUpstreamClose(id, peer);
  }

  @Override
  public void onHttpCallResponse(int rootId, int token, int headers, int bodySize, int trailers) {
    dispatcher.onHttpCallResponse(rootId, token, headers, bodySize, trailers);
  }

  @Override
  public void onGrpcInitialMetadata(int rootId, int token, int headers) {
    dispatcher.onGrpcInitialMetadata(rootId, token, headers);
  }

  @Override
  public void onGrpcMessage(int rootId, int token, int messageSize) {
    dispatcher.onGrpcMessage(rootId, token, messageSize);
  }

  @Override
  public void onGrpcTrailingMetadata(int rootId, int token, int trailers) {
    dispatcher.onGrpcTrailingMetadata(rootId, token, trailers);
  }

  @Override
  public void onGrpcClose(int rootId, int token, int statusCode) {
    dispatcher.onGrpcClose(rootId, token, statusCode);
  }

  @Override
  public void onForeignFunction(int id, int functionId, int argumentsSize) {
    dispatcher.onForeignFunction(id, functionId, argumentsSize);
  }

  @Override
  public boolean onDone(int id) {
    return dispatcher.onDone(id);
  }

  @Override
  public void onLog(int id) {
    dispatcher.onLog(id);
  }

  @Override
  public void onDelete(int id) {
    dispatcher.onDelete(id);
  }

  @Override
  public int liveContexts() {
    return dispatcher.liveContexts();
  }

  @Override
  public int panics() {
    return dispatcher.panics();
  }

  @Override
  public long memoryBytes() {
    return 0;
  }
}
