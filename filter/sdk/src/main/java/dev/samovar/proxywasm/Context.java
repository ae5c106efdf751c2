package dev.samovar.proxywasm;

/**
 * What roots and streams have in common: an id, the host and callouts of their own.
 *
 * <p>The dispatcher gives the id and the registry right after construction; a constructor must not
 * use them.
 */
public abstract sealed class Context permits RootContext, StreamContext {
  private final Host host;
  private Dispatcher dispatcher;
  private int id;
  private boolean failed;

  Context(Host host) {
    this.host = host;
  }

  final void attach(Dispatcher dispatcher, int id) {
    this.dispatcher = dispatcher;
    this.id = id;
  }

  /** An exception left a callback: it is told of its end alone. */
  final void fail() {
    failed = true;
  }

  final boolean hasFailed() {
    return failed;
  }

  /** The proxy. */
  protected final Host host() {
    return host;
  }

  /** The proxy's number of this context, unique in the VM while the context lives. */
  public final int id() {
    return id;
  }

  /**
   * Starts an HTTP call whose answer is handed to this context's {@code callback}; it is dropped
   * when the context is gone by then.
   *
   * @param headerPairs {@link HeaderPairs} with {@code :method}, {@code :path}, {@code :authority}
   * @return {@link Status#OK}, or why the call could not start (then nothing is called back)
   */
  protected final Status httpCall(
      byte[] cluster, byte[] headerPairs, byte[] body, int timeoutMillis, Callout callback) {
    int token = host.httpCall(cluster, headerPairs, body, null, timeoutMillis);
    // A proxy counts tokens up to 32 bits without a sign; only a few negative numbers are statuses.
    if (token < 0 && token >= -Status.UNIMPLEMENTED.wire()) {
      return Status.of(-token);
    }
    dispatcher.register(token, this, callback);
    return Status.OK;
  }

  /** {@code proxy_on_done}: false keeps the context until {@link Host#done()}. */
  public boolean onDone() {
    return true;
  }

  /** {@code proxy_on_delete}: the last callback. */
  public void onDelete() {}

  /** {@code proxy_on_foreign_function}. */
  public void onForeignFunction(int functionId, int argumentsSize) {}
}
