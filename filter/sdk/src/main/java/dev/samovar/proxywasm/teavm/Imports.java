package dev.samovar.proxywasm.teavm;

import org.teavm.interop.Address;
import org.teavm.interop.Import;

/** The host's functions as the module imports them: ABI 0.2.1, and the environment by WASI. */
final class Imports {
  private Imports() {}

  @Import(module = "env", name = "proxy_log")
  static native int log(int level, Address message, int size);

  @Import(module = "wasi_snapshot_preview1", name = "environ_sizes_get")
  static native int environSizesGet(int outCount, int outBytes);

  @Import(module = "wasi_snapshot_preview1", name = "environ_get")
  static native int environGet(int outPointers, int outEntries);

  @Import(module = "env", name = "proxy_get_log_level")
  static native int getLogLevel(int outLevel);

  @Import(module = "env", name = "proxy_get_current_time_nanoseconds")
  static native int getCurrentTimeNanoseconds(int outTime);

  @Import(module = "env", name = "proxy_set_tick_period_milliseconds")
  static native int setTickPeriodMilliseconds(int millis);

  @Import(module = "env", name = "proxy_set_effective_context")
  static native int setEffectiveContext(int id);

  @Import(module = "env", name = "proxy_done")
  static native int done();

  @Import(module = "env", name = "proxy_get_header_map_value")
  static native int getHeaderMapValue(int map, Address key, int keySize, int outData, int outSize);

  @Import(module = "env", name = "proxy_get_header_map_pairs")
  static native int getHeaderMapPairs(int map, int outData, int outSize);

  @Import(module = "env", name = "proxy_get_header_map_size")
  static native int getHeaderMapSize(int map, int outSize);

  @Import(module = "env", name = "proxy_set_header_map_pairs")
  static native int setHeaderMapPairs(int map, Address pairs, int size);

  @Import(module = "env", name = "proxy_add_header_map_value")
  static native int addHeaderMapValue(
      int map, Address key, int keySize, Address value, int valueSize);

  @Import(module = "env", name = "proxy_replace_header_map_value")
  static native int replaceHeaderMapValue(
      int map, Address key, int keySize, Address value, int valueSize);

  @Import(module = "env", name = "proxy_remove_header_map_value")
  static native int removeHeaderMapValue(int map, Address key, int keySize);

  @Import(module = "env", name = "proxy_get_buffer_status")
  static native int getBufferStatus(int buffer, int outSize, int outFlags);

  @Import(module = "env", name = "proxy_get_buffer_bytes")
  static native int getBufferBytes(int buffer, int start, int length, int outData, int outSize);

  @Import(module = "env", name = "proxy_set_buffer_bytes")
  static native int setBufferBytes(int buffer, int start, int length, Address data, int size);

  @Import(module = "env", name = "proxy_get_property")
  static native int getProperty(Address path, int pathSize, int outData, int outSize);

  @Import(module = "env", name = "proxy_set_property")
  static native int setProperty(Address path, int pathSize, Address value, int valueSize);

  @Import(module = "env", name = "proxy_continue_stream")
  static native int continueStream(int stream);

  @Import(module = "env", name = "proxy_close_stream")
  static native int closeStream(int stream);

  @Import(module = "env", name = "proxy_send_local_response")
  static native int sendLocalResponse(
      int status,
      Address details,
      int detailsSize,
      Address body,
      int bodySize,
      Address pairs,
      int pairsSize,
      int grpcStatus);

  @Import(module = "env", name = "proxy_http_call")
  static native int httpCall(
      Address cluster,
      int clusterSize,
      Address pairs,
      int pairsSize,
      Address body,
      int bodySize,
      Address trailers,
      int trailersSize,
      int timeoutMillis,
      int outToken);

  @Import(module = "env", name = "proxy_grpc_call")
  static native int grpcCall(
      Address service,
      int serviceSize,
      Address name,
      int nameSize,
      Address method,
      int methodSize,
      Address metadata,
      int metadataSize,
      Address message,
      int messageSize,
      int timeoutMillis,
      int outToken);

  @Import(module = "env", name = "proxy_grpc_stream")
  static native int grpcStream(
      Address service,
      int serviceSize,
      Address name,
      int nameSize,
      Address method,
      int methodSize,
      Address metadata,
      int metadataSize,
      int outToken);

  @Import(module = "env", name = "proxy_grpc_send")
  static native int grpcSend(int token, Address message, int messageSize, int endOfStream);

  @Import(module = "env", name = "proxy_grpc_cancel")
  static native int grpcCancel(int token);

  @Import(module = "env", name = "proxy_grpc_close")
  static native int grpcClose(int token);

  @Import(module = "env", name = "proxy_get_status")
  static native int getStatus(int outCode, int outData, int outSize);

  @Import(module = "env", name = "proxy_get_shared_data")
  static native int getSharedData(Address key, int keySize, int outData, int outSize, int outCas);

  @Import(module = "env", name = "proxy_set_shared_data")
  static native int setSharedData(Address key, int keySize, Address value, int valueSize, int cas);

  @Import(module = "env", name = "proxy_register_shared_queue")
  static native int registerSharedQueue(Address name, int nameSize, int outToken);

  @Import(module = "env", name = "proxy_resolve_shared_queue")
  static native int resolveSharedQueue(
      Address vmId, int vmIdSize, Address name, int nameSize, int outToken);

  @Import(module = "env", name = "proxy_enqueue_shared_queue")
  static native int enqueueSharedQueue(int token, Address value, int valueSize);

  @Import(module = "env", name = "proxy_dequeue_shared_queue")
  static native int dequeueSharedQueue(int token, int outData, int outSize);

  @Import(module = "env", name = "proxy_define_metric")
  static native int defineMetric(int type, Address name, int nameSize, int outId);

  @Import(module = "env", name = "proxy_increment_metric")
  static native int incrementMetric(int id, long delta);

  @Import(module = "env", name = "proxy_record_metric")
  static native int recordMetric(int id, long value);

  @Import(module = "env", name = "proxy_get_metric")
  static native int getMetric(int id, int outValue);

  @Import(module = "env", name = "proxy_call_foreign_function")
  static native int callForeignFunction(
      Address name, int nameSize, Address argument, int argumentSize, int outData, int outSize);
}
