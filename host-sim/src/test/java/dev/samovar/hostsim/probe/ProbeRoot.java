package dev.samovar.hostsim.probe;

import dev.samovar.proxywasm.BufferType;
import dev.samovar.proxywasm.Host;
import dev.samovar.proxywasm.RootContext;
import dev.samovar.proxywasm.StreamContext;
import java.nio.charset.StandardCharsets;

/** A root that follows the script of its configuration. */
final class ProbeRoot extends RootContext {
  final Probe vm;
  private final int number;
  private Script script = new Script("");
  private int ticks;
  private boolean finished;

  ProbeRoot(Host host, Probe vm, int number) {
    super(host);
    this.vm = vm;
    this.number = number;
  }

  @Override
  public boolean onConfigure(int configurationSize) {
    byte[] bytes = new byte[configurationSize];
    host().readBuffer(BufferType.PLUGIN_CONFIGURATION, 0, bytes, 0, configurationSize);
    script = new Script(new String(bytes, StandardCharsets.UTF_8));
    run("cfg");
    return !script.refuses();
  }

  @Override
  public void onTick() {
    ticks++;
    if (ticks <= 3) {
      run("tick");
    }
  }

  @Override
  public void onQueueReady(int token) {
    byte[] value = host().dequeueSharedQueue(token);
    Script.line(
        host(), "queue " + (value == null ? "-" : new String(value, StandardCharsets.UTF_8)));
  }

  @Override
  public void onForeignFunction(int functionId, int argumentsSize) {
    byte[] bytes = new byte[argumentsSize];
    host().readBuffer(BufferType.FOREIGN_FUNCTION_ARGUMENTS, 0, bytes, 0, argumentsSize);
    Script.line(host(), "foreign " + functionId + " " + new String(bytes, StandardCharsets.UTF_8));
  }

  @Override
  public void onGrpcMessage(int token, int messageSize) {
    byte[] bytes = new byte[messageSize];
    host().readBuffer(BufferType.GRPC_CALL_MESSAGE, 0, bytes, 0, messageSize);
    Script.line(host(), "grpc " + token + " " + new String(bytes, StandardCharsets.UTF_8));
  }

  @Override
  public void onGrpcClose(int token, int statusCode) {
    Script.line(
        host(), "grpc-close " + token + " " + statusCode + " " + host().grpcStatus().message());
  }

  @Override
  public boolean onDone() {
    run("done");
    return finished || !script.waits();
  }

  @Override
  public void onDelete() {
    Script.line(host(), "root-delete");
  }

  @Override
  public StreamContext createStreamContext() {
    return script.name().equals("tcp") ? new ProbeTcp(host()) : new ProbeStream(host(), this);
  }

  String name() {
    return script.name();
  }

  private void run(String phase) {
    if (script.has(phase)) {
      Script.line(host(), "root" + number + " " + phase + " " + script.name());
      new Ops(host(), null, this::call).run(script.ops(phase), false);
    }
  }

  private void call(String cluster, String path, int timeout) {
    int status =
        httpCall(
                Script.bytes(cluster),
                Ops.callHeaders(path),
                null,
                timeout,
                (headers, size, trailers) -> {
                  Ops.callAnswer(host(), headers, size, trailers);
                  run("cb");
                })
            .wire();
    Script.line(host(), "call " + cluster + " " + status);
  }
}
