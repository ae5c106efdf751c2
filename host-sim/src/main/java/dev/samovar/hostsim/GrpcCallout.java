package dev.samovar.hostsim;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * One gRPC call or stream that the guest opened.
 *
 * <p>proxy-wasm ABI 0.2.1, "proxy_grpc_call", "proxy_grpc_stream".
 */
public final class GrpcCallout {
  final HostContext root;
  final int token;
  Headers initialMetadata;
  Headers trailingMetadata;
  byte[] message;

  private final Vm vm;
  private final String service;
  private final String method;
  private final String cluster;
  private final Headers metadata;
  private final boolean streaming;
  private final String origin;
  private final List<byte[]> sent = new ArrayList<>();
  private boolean pending = true;
  private boolean localClosed;
  private boolean meant;

  GrpcCallout(
      Vm vm,
      HostContext root,
      int token,
      String cluster,
      String service,
      String method,
      Headers metadata,
      boolean streaming,
      Duration timeout,
      String origin) {
    this.vm = vm;
    this.root = root;
    this.token = token;
    this.cluster = cluster;
    this.service = service;
    this.method = method;
    this.metadata = metadata;
    this.streaming = streaming;
    this.origin = origin;
    if (!timeout.isZero()) {
      vm.sim.clock.at(timeout, () -> end(4, "upstream request timeout"));
    }
  }

  /** The cluster, or the serialized {@code GrpcService} as text. */
  public String cluster() {
    return cluster;
  }

  /** Full name of the service. */
  public String service() {
    return service;
  }

  /** Name of the method. */
  public String method() {
    return method;
  }

  /** Initial metadata that the guest sent. */
  public Headers metadata() {
    return metadata;
  }

  /** Messages that the guest sent, in order. */
  public List<byte[]> sent() {
    return Collections.unmodifiableList(sent);
  }

  /** Whether it is still open. */
  public boolean isPending() {
    return pending;
  }

  /** Whether the guest said that it sends no more. */
  public boolean isHalfClosed() {
    return localClosed;
  }

  boolean isStreaming() {
    return streaming;
  }

  /** Sends initial metadata to the guest. */
  public void initialMetadata(String... namesAndValues) {
    Headers headers = Headers.of(namesAndValues);
    initialMetadata = headers;
    callback(
        "proxy_on_grpc_receive_initial_metadata",
        () -> vm.guest().onGrpcInitialMetadata(root.id, token, headers.size()));
    initialMetadata = null;
  }

  /** Sends a message to the guest; ends a unary call with success. */
  public void message(byte[] bytes) {
    message = bytes.clone();
    callback("proxy_on_grpc_receive", () -> vm.guest().onGrpcMessage(root.id, token, bytes.length));
    message = null;
    if (!streaming) {
      finish();
    }
  }

  /** Sends a message as UTF-8. */
  public void message(String text) {
    message(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Sends trailing metadata to the guest. */
  public void trailingMetadata(String... namesAndValues) {
    Headers headers = Headers.of(namesAndValues);
    trailingMetadata = headers;
    callback(
        "proxy_on_grpc_receive_trailing_metadata",
        () -> vm.guest().onGrpcTrailingMetadata(root.id, token, headers.size()));
    trailingMetadata = null;
  }

  /** Ends it with a gRPC status. */
  public void close(int status, String text) {
    vm.sim.operation(() -> end(status, text));
  }

  /** Says that the test means to leave it open. */
  public void leave() {
    meant = true;
  }

  private void end(int status, String text) {
    if (!pending) {
      return;
    }
    root.statusCode = status;
    root.statusMessage = text;
    finish();
    vm.invoke(
        root,
        "proxy_on_grpc_close",
        () -> Vm.done(() -> vm.guest().onGrpcClose(root.id, token, status)));
    root.statusMessage = "";
  }

  private void callback(String name, Runnable body) {
    if (!pending) {
      throw new IllegalStateException(name + ": " + this + " has ended");
    }
    vm.sim.operation(
        () -> {
          vm.calls.delivering(this);
          vm.invoke(root, name, () -> Vm.done(body));
          vm.calls.delivering((GrpcCallout) null);
        });
  }

  private void finish() {
    pending = false;
    vm.grpcCallouts.remove(token);
  }

  void sent(byte[] bytes, boolean endOfStream) {
    sent.add(bytes);
    localClosed |= endOfStream;
  }

  void halfClose() {
    localClosed = true;
  }

  void cancelled() {
    finish();
  }

  boolean isForgotten() {
    return pending && !meant && !vm.isFailed();
  }

  String origin() {
    return origin;
  }

  @Override
  public String toString() {
    return "gRPC callout " + token + " to " + service + "/" + method;
  }
}
