package dev.samovar.proxywasm.example;

import dev.samovar.proxywasm.*;

public final class HelloWorld implements VmContext {
  private static final byte[] NAME = "x-hello".getBytes();
  private int requests;

  @Override
  public RootContext createRootContext(Host host) {
    return new RootContext(host) {
      @Override
      public HttpContext createStreamContext() {
        return new HttpContext(host) {
          @Override
          public Action onResponseHeaders(int headers, boolean endOfStream) {
            byte[] value = ("world " + ++requests).getBytes();
            host.replaceHeader(MapType.HTTP_RESPONSE_HEADERS, NAME, value);
            return Action.CONTINUE;
          }
        };
      }
    };
  }
}
