package dev.samovar.proxywasm;

/** One HTTP stream; every callback has a default that lets it pass. */
public abstract non-sealed class HttpContext extends StreamContext {

  /** Keeps the host for {@link #host()}. */
  protected HttpContext(Host host) {
    super(host);
  }

  /**
   * {@code proxy_on_request_headers}.
   *
   * @param headers how many there are
   * @param endOfStream true when neither body nor trailers follow
   */
  public Action onRequestHeaders(int headers, boolean endOfStream) {
    return Action.CONTINUE;
  }

  /**
   * {@code proxy_on_request_body}.
   *
   * @param size bytes in {@link BufferType#HTTP_REQUEST_BODY}: this piece, or all that is buffered
   *     where earlier pieces were paused
   */
  public Action onRequestBody(int size, boolean endOfStream) {
    return Action.CONTINUE;
  }

  /** {@code proxy_on_request_trailers}; the body callback has seen no end of stream then. */
  public Action onRequestTrailers(int trailers) {
    return Action.CONTINUE;
  }

  /** {@code proxy_on_response_headers}. */
  public Action onResponseHeaders(int headers, boolean endOfStream) {
    return Action.CONTINUE;
  }

  /** {@code proxy_on_response_body}; {@code size} as in {@link #onRequestBody}. */
  public Action onResponseBody(int size, boolean endOfStream) {
    return Action.CONTINUE;
  }

  /** {@code proxy_on_response_trailers}. */
  public Action onResponseTrailers(int trailers) {
    return Action.CONTINUE;
  }
}
