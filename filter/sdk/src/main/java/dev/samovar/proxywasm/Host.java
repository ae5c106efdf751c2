package dev.samovar.proxywasm;

/**
 * Every call that a guest may make to the proxy, ABI 0.2.1, one method a call.
 *
 * <p>Names and values are bytes (UTF-8 for text), so that a filter may prepare them once. Calls
 * that fetch answer {@code null} (or a negative number) when there is nothing; a status that only a
 * broken guest can cause is a {@link HostException} naming the call. Header pairs travel in the
 * ABI's encoding, see {@link HeaderPairs}.
 */
public interface Host {

  /** Writes one line to the proxy's log ({@code proxy_log}). Newlines must be escaped before. */
  Status log(LogLevel level, byte[] message);

  /** The least severe level that the proxy writes ({@code proxy_get_log_level}). */
  LogLevel logLevel();

  /** Wall-clock time in nanoseconds since 1970 ({@code proxy_get_current_time_nanoseconds}). */
  long currentTimeNanos();

  /**
   * Calls the root's tick every so many milliseconds; 0 stops it ({@code
   * proxy_set_tick_period_milliseconds}).
   */
  Status setTickPeriod(int millis);

  /** Makes the calls that follow act on another context ({@code proxy_set_effective_context}). */
  Status setEffectiveContext(int contextId);

  /** Says that a context whose {@code onDone} answered false has finished ({@code proxy_done}). */
  Status done();

  /** The first value of a header, or {@code null} ({@code proxy_get_header_map_value}). */
  byte[] header(MapType map, byte[] name);

  /**
   * All pairs of a map, or {@code null} where the map is not there ({@code
   * proxy_get_header_map_pairs}).
   */
  byte[] headerPairs(MapType map);

  /**
   * Copies all pairs of a map into an array, which costs no new one.
   *
   * @return their size in bytes, of which nothing is copied where {@code into} is smaller; -1 where
   *     the map is not there
   */
  default int readHeaderPairs(MapType map, byte[] into) {
    byte[] pairs = headerPairs(map);
    if (pairs == null) {
      return -1;
    }
    if (pairs.length <= into.length) {
      System.arraycopy(pairs, 0, into, 0, pairs.length);
    }
    return pairs.length;
  }

  /**
   * The encoded size of a map in bytes, or -1 where it is not there ({@code
   * proxy_get_header_map_size}).
   */
  int headerMapSize(MapType map);

  /** Replaces a whole map ({@code proxy_set_header_map_pairs}). */
  Status setHeaderPairs(MapType map, byte[] pairs);

  /** Adds a value beside those that are there ({@code proxy_add_header_map_value}). */
  Status addHeader(MapType map, byte[] name, byte[] value);

  /** Sets a header to one value ({@code proxy_replace_header_map_value}). */
  Status replaceHeader(MapType map, byte[] name, byte[] value);

  /** Removes all values of a header ({@code proxy_remove_header_map_value}). */
  Status removeHeader(MapType map, byte[] name);

  /**
   * The length of a buffer in bytes, or -1 where it is not there ({@code proxy_get_buffer_status}).
   */
  int bufferSize(BufferType buffer);

  /**
   * Copies bytes of a buffer into an array ({@code proxy_get_buffer_bytes}).
   *
   * @param start first byte of the buffer
   * @param length how many at most; {@code into} has room for them from {@code offset}
   * @return how many were copied, 0 past the end, -1 where the buffer is not there
   */
  int readBuffer(BufferType buffer, int start, byte[] into, int offset, int length);

  /**
   * Edits a buffer ({@code proxy_set_buffer_bytes}): with {@code start} 0 the first {@code length}
   * bytes are replaced (0 prepends), with {@code start} at or past the end the data is appended;
   * any other {@code start} is {@link Status#BAD_ARGUMENT} in Envoy.
   *
   * @param data source array; {@code count} bytes from {@code offset} are taken
   */
  Status writeBuffer(BufferType buffer, int start, int length, byte[] data, int offset, int count);

  /**
   * A property of the stream or node, its path joined by NUL bytes, or {@code null} ({@code
   * proxy_get_property}).
   */
  byte[] property(byte[] path);

  /**
   * Sets a property of the stream, which the proxy keeps as filter state ({@code
   * proxy_set_property}).
   */
  Status setProperty(byte[] path, byte[] value);

  /**
   * A variable of the VM's environment, or {@code null} (WASI {@code environ_get}); the proxy shows
   * those that its configuration names.
   */
  byte[] environment(byte[] name);

  /** Lets a paused stream go on ({@code proxy_continue_stream}). */
  Status continueStream(StreamType stream);

  /** Ends a stream at once ({@code proxy_close_stream}). */
  Status closeStream(StreamType stream);

  /**
   * Answers the client instead of the upstream ({@code proxy_send_local_response}).
   *
   * @param details short text for logs, {@code %RESPONSE_CODE_DETAILS%}
   * @param headerPairs more headers, or {@code null}
   * @param grpcStatus -1 for none
   */
  Status sendLocalResponse(
      int statusCode, byte[] details, byte[] body, byte[] headerPairs, int grpcStatus);

  /**
   * Starts an HTTP call to a cluster ({@code proxy_http_call}).
   *
   * @param headerPairs {@code :method}, {@code :path}, {@code :authority} and more
   * @param body bytes, or {@code null}
   * @param trailerPairs or {@code null}
   * @return the callout's token, or the negated {@link Status} (-1 to -12) where it could not start
   */
  int httpCall(
      byte[] cluster, byte[] headerPairs, byte[] body, byte[] trailerPairs, int timeoutMillis);

  /** Starts a unary gRPC call ({@code proxy_grpc_call}); answers as {@link #httpCall}. */
  int grpcCall(
      byte[] grpcService,
      byte[] serviceName,
      byte[] methodName,
      byte[] initialMetadataPairs,
      byte[] message,
      int timeoutMillis);

  /** Opens a gRPC stream ({@code proxy_grpc_stream}); answers as {@link #httpCall}. */
  int grpcStream(
      byte[] grpcService, byte[] serviceName, byte[] methodName, byte[] initialMetadataPairs);

  /** Sends a message on a gRPC stream ({@code proxy_grpc_send}). */
  Status grpcSend(int token, byte[] message, boolean endOfStream);

  /** Cancels a gRPC call or stream ({@code proxy_grpc_cancel}). */
  Status grpcCancel(int token);

  /** Half-closes a gRPC stream ({@code proxy_grpc_close}). */
  Status grpcClose(int token);

  /** Status code and message of the gRPC call being reported ({@code proxy_get_status}). */
  GrpcStatus grpcStatus();

  /**
   * A value of the data that all VMs of the process share, or {@code null} ({@code
   * proxy_get_shared_data}).
   */
  SharedValue sharedData(byte[] key);

  /**
   * Writes shared data ({@code proxy_set_shared_data}).
   *
   * @param cas the version read before, or 0 for an unconditional write
   * @return {@link Status#CAS_MISMATCH} where somebody else wrote first
   */
  Status setSharedData(byte[] key, byte[] value, int cas);

  /** Registers a queue of this VM and answers its token ({@code proxy_register_shared_queue}). */
  int registerSharedQueue(byte[] name);

  /** The token of a VM's queue, or -1 ({@code proxy_resolve_shared_queue}). */
  int resolveSharedQueue(byte[] vmId, byte[] name);

  /** Appends to a queue ({@code proxy_enqueue_shared_queue}). */
  Status enqueueSharedQueue(int token, byte[] value);

  /**
   * The oldest value of a queue, or {@code null} when it is empty ({@code
   * proxy_dequeue_shared_queue}).
   */
  byte[] dequeueSharedQueue(int token);

  /** Defines a metric, or finds it by name, and answers its id ({@code proxy_define_metric}). */
  int defineMetric(MetricType type, byte[] name);

  /** Adds to a counter or gauge ({@code proxy_increment_metric}). */
  Status incrementMetric(int id, long delta);

  /** Sets a gauge or records into a histogram ({@code proxy_record_metric}). */
  Status recordMetric(int id, long value);

  /** The value of a counter or gauge ({@code proxy_get_metric}). */
  long metric(int id);

  /**
   * Calls a function that the proxy offers by name ({@code proxy_call_foreign_function}).
   *
   * @return its answer, empty where it gives none, or {@code null} where it is unknown or failed
   */
  byte[] callForeignFunction(byte[] name, byte[] argument);
}
