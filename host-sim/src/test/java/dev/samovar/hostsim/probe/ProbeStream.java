package dev.samovar.hostsim.probe;

import dev.samovar.proxywasm.Action;
import dev.samovar.proxywasm.BufferType;
import dev.samovar.proxywasm.Host;
import dev.samovar.proxywasm.HttpContext;
import dev.samovar.proxywasm.MapType;
import java.nio.charset.StandardCharsets;

/** A stream that follows the script in its header. */
final class ProbeStream extends HttpContext {
  private final ProbeRoot root;
  private Script script = new Script("");
  private boolean silent = true;

  ProbeStream(Host host, ProbeRoot root) {
    super(host);
    this.root = root;
  }

  @Override
  public Action onRequestHeaders(int headers, boolean endOfStream) {
    byte[] value = host().header(MapType.HTTP_REQUEST_HEADERS, Script.bytes("x-script"));
    if (value != null) {
      silent = false;
      script = new Script(new String(value, StandardCharsets.UTF_8));
    }
    return run("rh", " end " + endOfStream, null, endOfStream);
  }

  @Override
  public Action onRequestBody(int size, boolean endOfStream) {
    return run("rb", " " + size + " end " + endOfStream, BufferType.HTTP_REQUEST_BODY, endOfStream);
  }

  @Override
  public Action onRequestTrailers(int trailers) {
    return run("rt", " " + trailers, BufferType.HTTP_REQUEST_BODY, true);
  }

  @Override
  public Action onResponseHeaders(int headers, boolean endOfStream) {
    byte[] status = host().header(MapType.HTTP_RESPONSE_HEADERS, Script.bytes(":status"));
    String code = status == null ? "null" : new String(status, StandardCharsets.UTF_8);
    return run("sh", " " + code + " end " + endOfStream, null, endOfStream);
  }

  @Override
  public Action onResponseBody(int size, boolean endOfStream) {
    return run(
        "sb", " " + size + " end " + endOfStream, BufferType.HTTP_RESPONSE_BODY, endOfStream);
  }

  @Override
  public Action onResponseTrailers(int trailers) {
    return run("st", " " + trailers, BufferType.HTTP_RESPONSE_BODY, true);
  }

  @Override
  public boolean onDone() {
    run("done", "", null, true);
    return true;
  }

  @Override
  public void onLog() {
    run("log", "", null, true);
  }

  @Override
  public void onDelete() {
    run("delete", "", null, true);
  }

  private Action run(String phase, String what, BufferType body, boolean end) {
    if (silent) {
      return Action.CONTINUE;
    }
    String name = root.name().isEmpty() ? "" : root.name() + " ";
    Script.line(host(), name + phase + what);
    return new Ops(host(), body, this::call).run(script.ops(phase), end);
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
                  run("cb", "", BufferType.HTTP_REQUEST_BODY, true);
                })
            .wire();
    Script.line(host(), "call " + cluster + " " + status);
  }
}
