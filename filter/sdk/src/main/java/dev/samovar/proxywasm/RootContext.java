package dev.samovar.proxywasm;

/**
 * One configured plugin. A new configuration makes a new root in the same VM while the old one goes
 * on until its streams end, so nothing but the configuration belongs here; shared state belongs to
 * the {@link VmContext}.
 */
public abstract non-sealed class RootContext extends Context {

  /** Keeps the host for {@link #host()}. */
  protected RootContext(Host host) {
    super(host);
  }

  /**
   * {@code proxy_on_configure}. A VM made only to check a configuration gets this call too: no side
   * effects.
   *
   * @param configurationSize bytes of {@link BufferType#PLUGIN_CONFIGURATION}
   * @return false refuses the configuration
   */
  public boolean onConfigure(int configurationSize) {
    return true;
  }

  /** {@code proxy_on_tick}, every period given to {@link Host#setTickPeriod}. */
  public void onTick() {}

  /** {@code proxy_on_queue_ready}. */
  public void onQueueReady(int token) {}

  /** {@code proxy_on_grpc_receive_initial_metadata}. */
  public void onGrpcInitialMetadata(int token, int headers) {}

  /** {@code proxy_on_grpc_receive}: the message is {@link BufferType#GRPC_CALL_MESSAGE}. */
  public void onGrpcMessage(int token, int messageSize) {}

  /** {@code proxy_on_grpc_receive_trailing_metadata}. */
  public void onGrpcTrailingMetadata(int token, int trailers) {}

  /** {@code proxy_on_grpc_close}: text in {@link Host#grpcStatus()}. */
  public void onGrpcClose(int token, int statusCode) {}

  /** Makes the context of a new stream; {@code null} leaves the stream alone. */
  public StreamContext createStreamContext() {
    return null;
  }
}
