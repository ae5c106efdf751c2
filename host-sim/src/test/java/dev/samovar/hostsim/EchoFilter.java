package dev.samovar.hostsim;

import dev.samovar.proxywasm.Action;
import dev.samovar.proxywasm.BufferType;
import dev.samovar.proxywasm.HeaderPairs;
import dev.samovar.proxywasm.Host;
import dev.samovar.proxywasm.HttpContext;
import dev.samovar.proxywasm.LogLevel;
import dev.samovar.proxywasm.MapType;
import dev.samovar.proxywasm.RootContext;
import dev.samovar.proxywasm.Status;
import dev.samovar.proxywasm.StreamContext;
import dev.samovar.proxywasm.StreamType;
import dev.samovar.proxywasm.VmContext;
import java.nio.charset.StandardCharsets;

/** Holds a request, asks a cluster what to do, and tells the upstream in a header and the body. */
public final class EchoFilter implements VmContext {

  @Override
  public RootContext createRootContext(Host host) {
    return new Root(host);
  }

  private static final class Root extends RootContext {
    private Root(Host host) {
      super(host);
    }

    @Override
    public StreamContext createStreamContext() {
      return new Http(host());
    }
  }

  private static final class Http extends HttpContext {
    private boolean ended;
    private String choice;

    private Http(Host host) {
      super(host);
    }

    @Override
    public Action onRequestHeaders(int headers, boolean endOfStream) {
      byte[] pairs = HeaderPairs.of(":method", "GET", ":path", "/c", ":authority", "agent");
      if (httpCall(bytes("agent"), pairs, null, 100, this::answered) != Status.OK) {
        host().log(LogLevel.WARN, bytes("no agent"));
        return Action.CONTINUE;
      }
      return Action.PAUSE;
    }

    private void answered(int headers, int bodySize, int trailers) {
      byte[] body = new byte[bodySize];
      host().readBuffer(BufferType.HTTP_CALL_RESPONSE_BODY, 0, body, 0, bodySize);
      choice = new String(body, StandardCharsets.UTF_8);
      host().replaceHeader(MapType.HTTP_REQUEST_HEADERS, bytes("x-choice"), body);
      host().removeHeader(MapType.HTTP_REQUEST_HEADERS, bytes("content-length"));
      host().callForeignFunction(bytes("clear_route_cache"), null);
      if (ended) {
        rewrite();
        host().continueStream(StreamType.HTTP_REQUEST);
      }
    }

    @Override
    public Action onRequestBody(int size, boolean endOfStream) {
      ended |= endOfStream;
      if (!ended || choice == null) {
        return Action.PAUSE;
      }
      rewrite();
      return Action.CONTINUE;
    }

    private void rewrite() {
      int size = host().bufferSize(BufferType.HTTP_REQUEST_BODY);
      byte[] text = bytes("<" + choice + " " + size + ">");
      host().writeBuffer(BufferType.HTTP_REQUEST_BODY, 0, size, text, 0, text.length);
    }

    private static byte[] bytes(String text) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
  }
}
