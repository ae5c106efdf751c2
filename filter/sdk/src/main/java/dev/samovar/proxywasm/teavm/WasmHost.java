package dev.samovar.proxywasm.teavm;

import dev.samovar.proxywasm.BufferType;
import dev.samovar.proxywasm.GrpcStatus;
import dev.samovar.proxywasm.Host;
import dev.samovar.proxywasm.HostException;
import dev.samovar.proxywasm.LogLevel;
import dev.samovar.proxywasm.MapType;
import dev.samovar.proxywasm.MetricType;
import dev.samovar.proxywasm.SharedValue;
import dev.samovar.proxywasm.Status;
import dev.samovar.proxywasm.StreamType;
import java.nio.charset.StandardCharsets;
import org.teavm.interop.Address;

/**
 * The host's calls from inside the compiled module.
 *
 * <p>An array's address goes straight to the import: the host calls back only to allocate scratch
 * memory, which never runs the collector. What the host answers is copied out of the scratch memory
 * at once, but for a buffer, which goes right into the array that is lent for it.
 *
 * <p>Longer than most files because it is the whole ABI, one method a call.
 */
final class WasmHost implements Host {
  private static final int OK = 0;
  private static final int NOT_FOUND = 1;

  /** Pieces in which a buffer is fetched, so that the scratch memory stays small. */
  private static final int WINDOW = 65536;

  @Override
  public Status log(LogLevel level, byte[] message) {
    return Status.of(Imports.log(level.wire(), address(message), message.length));
  }

  @Override
  public LogLevel logLevel() {
    check("proxy_get_log_level", Imports.getLogLevel(Scratch.out(0)));
    return LogLevel.of(Scratch.outInt(0));
  }

  @Override
  public long currentTimeNanos() {
    check("proxy_get_current_time_nanoseconds", Imports.getCurrentTimeNanoseconds(Scratch.out(0)));
    return Scratch.outLong(0);
  }

  @Override
  public Status setTickPeriod(int millis) {
    return Status.of(Imports.setTickPeriodMilliseconds(millis));
  }

  @Override
  public Status setEffectiveContext(int contextId) {
    return Status.of(Imports.setEffectiveContext(contextId));
  }

  @Override
  public Status done() {
    return Status.of(Imports.done());
  }

  @Override
  public byte[] header(MapType map, byte[] name) {
    Address key = address(name);
    int status =
        Imports.getHeaderMapValue(map.wire(), key, name.length, Scratch.out(0), Scratch.out(1));
    return answer("proxy_get_header_map_value", status);
  }

  @Override
  public byte[] headerPairs(MapType map) {
    int status = Imports.getHeaderMapPairs(map.wire(), Scratch.out(0), Scratch.out(1));
    return answer("proxy_get_header_map_pairs", status);
  }

  @Override
  public int readHeaderPairs(MapType map, byte[] into) {
    int status = Imports.getHeaderMapPairs(map.wire(), Scratch.out(0), Scratch.out(1));
    if (status == NOT_FOUND || status == Status.BAD_ARGUMENT.wire()) {
      return -1;
    }
    check("proxy_get_header_map_pairs", status);
    int size = Scratch.outInt(1);
    if (size > 0 && size <= into.length) {
      Address.moveMemoryBlock(Address.fromInt(Scratch.outInt(0)), Address.ofData(into), size);
    }
    Scratch.reset();
    return size;
  }

  @Override
  public int headerMapSize(MapType map) {
    return Imports.getHeaderMapSize(map.wire(), Scratch.out(0)) == OK ? Scratch.outInt(0) : -1;
  }

  @Override
  public Status setHeaderPairs(MapType map, byte[] pairs) {
    return Status.of(Imports.setHeaderMapPairs(map.wire(), address(pairs), pairs.length));
  }

  @Override
  public Status addHeader(MapType map, byte[] name, byte[] value) {
    return Status.of(
        Imports.addHeaderMapValue(
            map.wire(), address(name), name.length, address(value), value.length));
  }

  @Override
  public Status replaceHeader(MapType map, byte[] name, byte[] value) {
    return Status.of(
        Imports.replaceHeaderMapValue(
            map.wire(), address(name), name.length, address(value), value.length));
  }

  @Override
  public Status removeHeader(MapType map, byte[] name) {
    return Status.of(Imports.removeHeaderMapValue(map.wire(), address(name), name.length));
  }

  @Override
  public int bufferSize(BufferType buffer) {
    int status = Imports.getBufferStatus(buffer.wire(), Scratch.out(0), Scratch.out(1));
    return status == OK ? Scratch.outInt(0) : -1;
  }

  @Override
  public int readBuffer(BufferType buffer, int start, byte[] into, int offset, int length) {
    int copied = 0;
    while (copied < length) {
      int want = Math.min(length - copied, WINDOW);
      Address place = address(into).add(offset + copied);
      // A host that has nothing to give may say OK and leave what an earlier call answered.
      Address.fromInt(Scratch.out(1)).putInt(0);
      Scratch.lend(place.toInt(), want);
      int status =
          Imports.getBufferBytes(
              buffer.wire(), start + copied, want, Scratch.out(0), Scratch.out(1));
      if (status != OK) {
        Scratch.reset();
        // Past the end of a buffer that is there, hosts differ between "ok, nothing" and a status.
        return copied > 0 || bufferSize(buffer) >= 0 ? copied : -1;
      }
      int got = Math.min(Scratch.outInt(1), want);
      if (got > 0 && Scratch.outInt(0) != place.toInt()) {
        Address.moveMemoryBlock(Address.fromInt(Scratch.outInt(0)), place, got);
      }
      Scratch.reset();
      copied += got;
      if (got < want) {
        break;
      }
    }
    return copied;
  }

  @Override
  public Status writeBuffer(
      BufferType buffer, int start, int length, byte[] data, int offset, int count) {
    Address source = address(data).add(offset);
    return Status.of(Imports.setBufferBytes(buffer.wire(), start, length, source, count));
  }

  @Override
  public byte[] property(byte[] path) {
    int status = Imports.getProperty(address(path), path.length, Scratch.out(0), Scratch.out(1));
    // An expression that does not resolve is reported as an internal failure by some hosts.
    return status == OK ? take() : null;
  }

  @Override
  public Status setProperty(byte[] path, byte[] value) {
    return Status.of(Imports.setProperty(address(path), path.length, address(value), value.length));
  }

  @Override
  public byte[] environment(byte[] name) {
    if (Imports.environSizesGet(Scratch.out(0), Scratch.out(1)) != OK) {
      return null;
    }
    int size = Scratch.outInt(1);
    int pointers = Scratch.allocate(4 * Scratch.outInt(0));
    int entries = Scratch.allocate(size);
    byte[] all = new byte[size];
    if (Imports.environGet(pointers, entries) == OK) {
      Address.moveMemoryBlock(Address.fromInt(entries), address(all), size);
    }
    Scratch.reset();
    return Environment.find(all, name);
  }

  @Override
  public Status continueStream(StreamType stream) {
    return Status.of(Imports.continueStream(stream.wire()));
  }

  @Override
  public Status closeStream(StreamType stream) {
    return Status.of(Imports.closeStream(stream.wire()));
  }

  @Override
  public Status sendLocalResponse(
      int statusCode, byte[] details, byte[] body, byte[] headerPairs, int grpcStatus) {
    return Status.of(
        Imports.sendLocalResponse(
            statusCode,
            address(details),
            length(details),
            address(body),
            length(body),
            address(headerPairs),
            length(headerPairs),
            grpcStatus));
  }

  @Override
  public int httpCall(
      byte[] cluster, byte[] headerPairs, byte[] body, byte[] trailerPairs, int timeoutMillis) {
    int status =
        Imports.httpCall(
            address(cluster),
            cluster.length,
            address(headerPairs),
            headerPairs.length,
            address(body),
            length(body),
            address(trailerPairs),
            length(trailerPairs),
            timeoutMillis,
            Scratch.out(0));
    return status == OK ? Scratch.outInt(0) : -status;
  }

  @Override
  public int grpcCall(
      byte[] grpcService,
      byte[] serviceName,
      byte[] methodName,
      byte[] initialMetadataPairs,
      byte[] message,
      int timeoutMillis) {
    int status =
        Imports.grpcCall(
            address(grpcService),
            grpcService.length,
            address(serviceName),
            serviceName.length,
            address(methodName),
            methodName.length,
            address(initialMetadataPairs),
            length(initialMetadataPairs),
            address(message),
            length(message),
            timeoutMillis,
            Scratch.out(0));
    return status == OK ? Scratch.outInt(0) : -status;
  }

  @Override
  public int grpcStream(
      byte[] grpcService, byte[] serviceName, byte[] methodName, byte[] initialMetadataPairs) {
    int status =
        Imports.grpcStream(
            address(grpcService),
            grpcService.length,
            address(serviceName),
            serviceName.length,
            address(methodName),
            methodName.length,
            address(initialMetadataPairs),
            length(initialMetadataPairs),
            Scratch.out(0));
    return status == OK ? Scratch.outInt(0) : -status;
  }

  @Override
  public Status grpcSend(int token, byte[] message, boolean endOfStream) {
    return Status.of(
        Imports.grpcSend(token, address(message), message.length, endOfStream ? 1 : 0));
  }

  @Override
  public Status grpcCancel(int token) {
    return Status.of(Imports.grpcCancel(token));
  }

  @Override
  public Status grpcClose(int token) {
    return Status.of(Imports.grpcClose(token));
  }

  @Override
  public GrpcStatus grpcStatus() {
    check("proxy_get_status", Imports.getStatus(Scratch.out(2), Scratch.out(0), Scratch.out(1)));
    int code = Scratch.outInt(2);
    return new GrpcStatus(code, new String(take(), StandardCharsets.UTF_8));
  }

  @Override
  public SharedValue sharedData(byte[] key) {
    int status =
        Imports.getSharedData(
            address(key), key.length, Scratch.out(0), Scratch.out(1), Scratch.out(2));
    if (status == NOT_FOUND) {
      return null;
    }
    check("proxy_get_shared_data", status);
    int cas = Scratch.outInt(2);
    return new SharedValue(take(), cas);
  }

  @Override
  public Status setSharedData(byte[] key, byte[] value, int cas) {
    return Status.of(
        Imports.setSharedData(address(key), key.length, address(value), value.length, cas));
  }

  @Override
  public int registerSharedQueue(byte[] name) {
    check(
        "proxy_register_shared_queue",
        Imports.registerSharedQueue(address(name), name.length, Scratch.out(0)));
    return Scratch.outInt(0);
  }

  @Override
  public int resolveSharedQueue(byte[] vmId, byte[] name) {
    int status =
        Imports.resolveSharedQueue(
            address(vmId), vmId.length, address(name), name.length, Scratch.out(0));
    return status == OK ? Scratch.outInt(0) : -1;
  }

  @Override
  public Status enqueueSharedQueue(int token, byte[] value) {
    return Status.of(Imports.enqueueSharedQueue(token, address(value), value.length));
  }

  @Override
  public byte[] dequeueSharedQueue(int token) {
    int status = Imports.dequeueSharedQueue(token, Scratch.out(0), Scratch.out(1));
    return status == Status.EMPTY.wire() ? null : answer("proxy_dequeue_shared_queue", status);
  }

  @Override
  public int defineMetric(MetricType type, byte[] name) {
    check(
        "proxy_define_metric",
        Imports.defineMetric(type.wire(), address(name), name.length, Scratch.out(0)));
    return Scratch.outInt(0);
  }

  @Override
  public Status incrementMetric(int id, long delta) {
    return Status.of(Imports.incrementMetric(id, delta));
  }

  @Override
  public Status recordMetric(int id, long value) {
    return Status.of(Imports.recordMetric(id, value));
  }

  @Override
  public long metric(int id) {
    check("proxy_get_metric", Imports.getMetric(id, Scratch.out(0)));
    return Scratch.outLong(0);
  }

  @Override
  public byte[] callForeignFunction(byte[] name, byte[] argument) {
    Address.fromInt(Scratch.out(1)).putInt(0);
    int status =
        Imports.callForeignFunction(
            address(name),
            name.length,
            address(argument),
            length(argument),
            Scratch.out(0),
            Scratch.out(1));
    return status == OK ? take() : null;
  }

  private static Address address(byte[] data) {
    return data == null ? Address.fromInt(0) : Address.ofData(data);
  }

  private static int length(byte[] data) {
    return data == null ? 0 : data.length;
  }

  private static void check(String call, int status) {
    if (status != OK) {
      throw new HostException(call, Status.of(status));
    }
  }

  /** What the host answered, or {@code null} where there is nothing. */
  private static byte[] answer(String call, int status) {
    if (status == NOT_FOUND || status == Status.BAD_ARGUMENT.wire()) {
      return null;
    }
    check(call, status);
    return take();
  }

  /**
   * Copies what lies in the scratch memory and frees it; making the array may run the collector.
   */
  private static byte[] take() {
    int size = Scratch.outInt(1);
    byte[] copy = new byte[size];
    if (size > 0) {
      Address.moveMemoryBlock(Address.fromInt(Scratch.outInt(0)), Address.ofData(copy), size);
    }
    Scratch.reset();
    return copy;
  }
}
