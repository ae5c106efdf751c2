package dev.samovar.hostsim;

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

/**
 * The SDK's host, answered by the simulated proxy; what is null, -1 or an exception here is so in
 * the compiled module too.
 *
 * <p>Longer than most files because it is the whole ABI, one method a call.
 */
final class JvmHost implements Host {
  private static final byte[] NONE = new byte[0];

  private final HostCalls calls;

  JvmHost(HostCalls calls) {
    this.calls = calls;
  }

  @Override
  public Status log(LogLevel level, byte[] message) {
    return calls.log(level.wire(), message);
  }

  @Override
  public LogLevel logLevel() {
    return calls.logLevel();
  }

  @Override
  public long currentTimeNanos() {
    return calls.currentTimeNanos();
  }

  @Override
  public Status setTickPeriod(int millis) {
    return calls.setTickPeriod(millis);
  }

  @Override
  public Status setEffectiveContext(int contextId) {
    return calls.setEffectiveContext(contextId);
  }

  @Override
  public Status done() {
    return calls.done();
  }

  @Override
  public byte[] header(MapType map, byte[] name) {
    Fetched fetched = calls.header(map, name);
    return fetched.isOk() ? fetched.value() : null;
  }

  @Override
  public byte[] headerPairs(MapType map) {
    return calls.headerPairs(map).value();
  }

  @Override
  public int headerMapSize(MapType map) {
    Token size = calls.headerMapSize(map);
    return size.status() == Status.OK ? size.id() : -1;
  }

  @Override
  public Status setHeaderPairs(MapType map, byte[] pairs) {
    return calls.setHeaderPairs(map, pairs);
  }

  @Override
  public Status addHeader(MapType map, byte[] name, byte[] value) {
    return calls.addHeader(map, name, value);
  }

  @Override
  public Status replaceHeader(MapType map, byte[] name, byte[] value) {
    return calls.replaceHeader(map, name, value);
  }

  @Override
  public Status removeHeader(MapType map, byte[] name) {
    return calls.removeHeader(map, name);
  }

  @Override
  public int bufferSize(BufferType buffer) {
    Token size = calls.bufferSize(buffer.wire());
    return size.status() == Status.OK ? size.id() : -1;
  }

  @Override
  public int readBuffer(BufferType buffer, int start, byte[] into, int offset, int length) {
    Fetched bytes = calls.readBuffer(buffer.wire(), start, length);
    if (!bytes.isOk()) {
      return bufferSize(buffer) >= 0 ? 0 : -1;
    }
    System.arraycopy(bytes.value(), 0, into, offset, bytes.value().length);
    return bytes.value().length;
  }

  @Override
  public Status writeBuffer(
      BufferType buffer, int start, int length, byte[] data, int offset, int count) {
    byte[] part = java.util.Arrays.copyOfRange(data, offset, offset + count);
    return calls.writeBuffer(buffer.wire(), start, length, part);
  }

  @Override
  public byte[] property(byte[] path) {
    return calls.property(path).value();
  }

  @Override
  public Status setProperty(byte[] path, byte[] value) {
    return calls.setProperty(path, value);
  }

  @Override
  public byte[] environment(byte[] name) {
    String prefix = new String(name, StandardCharsets.UTF_8) + '=';
    return calls.environment().stream()
        .filter(entry -> entry.startsWith(prefix))
        .map(entry -> entry.substring(prefix.length()).getBytes(StandardCharsets.UTF_8))
        .findFirst()
        .orElse(null);
  }

  @Override
  public Status continueStream(StreamType stream) {
    return calls.continueStream(stream.wire());
  }

  @Override
  public Status closeStream(StreamType stream) {
    return calls.closeStream(stream.wire());
  }

  @Override
  public Status sendLocalResponse(
      int statusCode, byte[] details, byte[] body, byte[] headerPairs, int grpcStatus) {
    return calls.sendLocalResponse(
        statusCode, orNone(details), orNone(body), orNone(headerPairs), grpcStatus);
  }

  @Override
  public int httpCall(
      byte[] cluster, byte[] headerPairs, byte[] body, byte[] trailerPairs, int timeoutMillis) {
    return number(
        calls.httpCall(cluster, headerPairs, orNone(body), orNone(trailerPairs), timeoutMillis));
  }

  @Override
  public int grpcCall(
      byte[] grpcService,
      byte[] serviceName,
      byte[] methodName,
      byte[] initialMetadataPairs,
      byte[] message,
      int timeoutMillis) {
    return number(
        calls.grpcCall(
            grpcService,
            serviceName,
            methodName,
            orNone(initialMetadataPairs),
            orNone(message),
            timeoutMillis));
  }

  @Override
  public int grpcStream(
      byte[] grpcService, byte[] serviceName, byte[] methodName, byte[] initialMetadataPairs) {
    return number(
        calls.grpcStream(grpcService, serviceName, methodName, orNone(initialMetadataPairs)));
  }

  @Override
  public Status grpcSend(int token, byte[] message, boolean endOfStream) {
    return calls.grpcSend(token, message, endOfStream);
  }

  @Override
  public Status grpcCancel(int token) {
    return calls.grpcCancel(token);
  }

  @Override
  public Status grpcClose(int token) {
    return calls.grpcClose(token);
  }

  @Override
  public GrpcStatus grpcStatus() {
    Fetched status = calls.status();
    return new GrpcStatus(status.number(), new String(status.value(), StandardCharsets.UTF_8));
  }

  @Override
  public SharedValue sharedData(byte[] key) {
    Fetched value = calls.sharedData(key);
    return value.isOk() ? new SharedValue(value.value(), value.number()) : null;
  }

  @Override
  public Status setSharedData(byte[] key, byte[] value, int cas) {
    return calls.setSharedData(key, value, cas);
  }

  @Override
  public int registerSharedQueue(byte[] name) {
    return checked("proxy_register_shared_queue", calls.registerSharedQueue(name));
  }

  @Override
  public int resolveSharedQueue(byte[] vmId, byte[] name) {
    Token token = calls.resolveSharedQueue(vmId, name);
    return token.status() == Status.OK ? token.id() : -1;
  }

  @Override
  public Status enqueueSharedQueue(int token, byte[] value) {
    return calls.enqueueSharedQueue(token, value);
  }

  @Override
  public byte[] dequeueSharedQueue(int token) {
    return calls.dequeueSharedQueue(token).value();
  }

  @Override
  public int defineMetric(MetricType type, byte[] name) {
    return checked("proxy_define_metric", calls.defineMetric(type.wire(), name));
  }

  @Override
  public Status incrementMetric(int id, long delta) {
    return calls.incrementMetric(id, delta);
  }

  @Override
  public Status recordMetric(int id, long value) {
    return calls.recordMetric(id, value);
  }

  @Override
  public long metric(int id) {
    Fetched value = calls.metric(id);
    if (!value.isOk()) {
      throw new HostException("proxy_get_metric", value.status());
    }
    return java.nio.ByteBuffer.wrap(value.value())
        .order(java.nio.ByteOrder.LITTLE_ENDIAN)
        .getLong();
  }

  @Override
  public byte[] callForeignFunction(byte[] name, byte[] argument) {
    return calls.callForeignFunction(name, orNone(argument)).value();
  }

  private static byte[] orNone(byte[] bytes) {
    return bytes == null ? NONE : bytes;
  }

  private static int number(Token token) {
    return token.status() == Status.OK ? token.id() : -token.status().wire();
  }

  private static int checked(String call, Token token) {
    if (token.status() != Status.OK) {
      throw new HostException(call, token.status());
    }
    return token.id();
  }
}
