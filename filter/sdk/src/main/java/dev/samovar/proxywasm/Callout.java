package dev.samovar.proxywasm;

/** Receives the answer of an HTTP call. */
public interface Callout {

  /**
   * Called once ({@code proxy_on_http_call_response}). The answer is read through {@link Host}
   * while this runs: {@link MapType#HTTP_CALL_RESPONSE_HEADERS}, {@link
   * BufferType#HTTP_CALL_RESPONSE_BODY}.
   *
   * @param headers number of headers; 0 means that the call failed. Envoy reports a deadline that
   *     passed as an answer 504, and a connection that failed as 503
   * @param bodySize bytes of the body
   * @param trailers number of trailers
   */
  void onAnswer(int headers, int bodySize, int trailers);
}
