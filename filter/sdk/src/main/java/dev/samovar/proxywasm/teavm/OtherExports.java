package dev.samovar.proxywasm.teavm;

import org.teavm.interop.Export;

/**
 * The functions that the host calls for TCP streams, gRPC calls, shared queues, foreign functions
 * and access logs, ABI 0.2.1. A host does without those that a module lacks, so a pure HTTP filter
 * leaves them out: each one that is there costs every stream about half a microsecond.
 */
public final class OtherExports {
  private OtherExports() {}

  static void reach() {}

  @Export(name = "proxy_on_log")
  public static void onLog(int id) {
    Module.dispatcher().onLog(id);
  }

  @Export(name = "proxy_on_new_connection")
  public static int onNewConnection(int id) {
    return Module.dispatcher().onNewConnection(id).wire();
  }

  @Export(name = "proxy_on_downstream_data")
  public static int onDownstreamData(int id, int size, int endOfStream) {
    return Module.dispatcher().onDownstreamData(id, size, endOfStream != 0).wire();
  }

  @Export(name = "proxy_on_upstream_data")
  public static int onUpstreamData(int id, int size, int endOfStream) {
    return Module.dispatcher().onUpstreamData(id, size, endOfStream != 0).wire();
  }

  @Export(name = "proxy_on_queue_ready")
  public static void onQueueReady(int rootId, int token) {
    Module.dispatcher().onQueueReady(rootId, token);
  }

  @Export(name = "proxy_on_downstream_connection_close")
  public static void onDownstreamClose(int id, int peer) {
    Module.dispatcher().onDownstreamClose(id, peer);
  }

  @Export(name = "proxy_on_upstream_connection_close")
  public static void onUpstreamClose(int id, int peer) {
    Module.dispatcher().onUpstreamClose(id, peer);
  }

  @Export(name = "proxy_on_grpc_receive_initial_metadata")
  public static void onGrpcInitialMetadata(int rootId, int token, int headers) {
    Module.dispatcher().onGrpcInitialMetadata(rootId, token, headers);
  }

  @Export(name = "proxy_on_grpc_receive")
  public static void onGrpcMessage(int rootId, int token, int messageSize) {
    Module.dispatcher().onGrpcMessage(rootId, token, messageSize);
  }

  @Export(name = "proxy_on_grpc_receive_trailing_metadata")
  public static void onGrpcTrailingMetadata(int rootId, int token, int trailers) {
    Module.dispatcher().onGrpcTrailingMetadata(rootId, token, trailers);
  }

  @Export(name = "proxy_on_grpc_close")
  public static void onGrpcClose(int rootId, int token, int statusCode) {
    Module.dispatcher().onGrpcClose(rootId, token, statusCode);
  }

  @Export(name = "proxy_on_foreign_function")
  public static void onForeignFunction(int id, int functionId, int argumentsSize) {
    Module.dispatcher().onForeignFunction(id, functionId, argumentsSize);
  }
}
