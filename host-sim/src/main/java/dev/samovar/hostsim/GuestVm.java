package dev.samovar.hostsim;

import java.util.List;

/**
 * One started VM: the ABI's callbacks, with its numbers. A trap is a {@link TrapException}.
 *
 * <p>proxy-wasm ABI 0.2.1, "Functions exposed by the Wasm module".
 */
public interface GuestVm {

  /** "proxy_on_context_create". */
  void onContextCreate(int id, int parentId);

  /** "proxy_on_vm_start". */
  boolean onVmStart(int rootId, int configurationSize);

  /** "proxy_on_configure". */
  boolean onConfigure(int rootId, int configurationSize);

  /** "proxy_on_tick". */
  void onTick(int rootId);

  /** "proxy_on_queue_ready". */
  void onQueueReady(int rootId, int token);

  /** "proxy_on_request_headers"; answers the raw action. */
  int onRequestHeaders(int id, int headers, boolean endOfStream);

  /** "proxy_on_request_body"; answers the raw action. */
  int onRequestBody(int id, int size, boolean endOfStream);

  /** "proxy_on_request_trailers"; answers the raw action. */
  int onRequestTrailers(int id, int trailers);

  /** "proxy_on_response_headers"; answers the raw action. */
  int onResponseHeaders(int id, int headers, boolean endOfStream);

  /** "proxy_on_response_body"; answers the raw action. */
  int onResponseBody(int id, int size, boolean endOfStream);

  /** "proxy_on_response_trailers"; answers the raw action. */
  int onResponseTrailers(int id, int trailers);

  /** "proxy_on_new_connection"; answers the raw action. */
  int onNewConnection(int id);

  /** "proxy_on_downstream_data"; answers the raw action. */
  int onDownstreamData(int id, int size, boolean endOfStream);

  /** "proxy_on_downstream_connection_close". */
  void onDownstreamClose(int id, int peer);

  /** "proxy_on_upstream_data"; answers the raw action. */
  int onUpstreamData(int id, int size, boolean endOfStream);

  /** "proxy_on_upstream_connection_close". */
  void onUpstreamClose(int id, int peer);

  /** "proxy_on_http_call_response". */
  void onHttpCallResponse(int rootId, int token, int headers, int bodySize, int trailers);

  /** "proxy_on_grpc_receive_initial_metadata". */
  void onGrpcInitialMetadata(int rootId, int token, int headers);

  /** "proxy_on_grpc_receive". */
  void onGrpcMessage(int rootId, int token, int messageSize);

  /** "proxy_on_grpc_receive_trailing_metadata". */
  void onGrpcTrailingMetadata(int rootId, int token, int trailers);

  /** "proxy_on_grpc_close". */
  void onGrpcClose(int rootId, int token, int statusCode);

  /** {@code proxy_on_redis_call_response}, of Higress's host. */
  default void onRedisCallResponse(int rootId, int token, int status, int size) {}

  /** "proxy_on_foreign_function". */
  void onForeignFunction(int id, int functionId, int argumentsSize);

  /** "proxy_on_done". */
  boolean onDone(int id);

  /** "proxy_on_log". */
  void onLog(int id);

  /** "proxy_on_delete". */
  void onDelete(int id);

  /** Contexts that the guest still holds, or -1 where that cannot be known. */
  int liveContexts();

  /** A callback is about to run. */
  default void begins(String callback) {}

  /** The callback has returned. */
  default void ended() {}

  /** How many exceptions left a callback so far, or 0 where only the log tells. */
  default int panics() {
    return 0;
  }

  /** Bytes of linear memory, or 0 for a guest without one. */
  long memoryBytes();

  /** Whether the module speaks ABI 0.2.100, Higress's own. */
  default boolean higressAbi() {
    return false;
  }

  /** Looks for what can only be seen at the end, such as memory that was never freed. */
  default List<Fault> endFaults() {
    return List.of();
  }
}
