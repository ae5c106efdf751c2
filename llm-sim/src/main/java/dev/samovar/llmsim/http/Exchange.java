package dev.samovar.llmsim.http;

import java.util.List;

/**
 * The answering side of one request: either {@link #respond}, or {@link #begin}, any number of
 * {@link #write} and {@link #finish}. Calls on an exchange that is over do nothing, so a late
 * answer is harmless. To be called on the server's thread.
 */
public interface Exchange {
  /** Sends a whole answer in one write. */
  void respond(Response response);

  /** Sends the headers of a streamed answer, chunked where the client can read that. */
  void begin(int status, List<Header> headers);

  /** Sends headers that promise {@code length} bytes of body, which {@link #write} then brings. */
  void begin(int status, List<Header> headers, long length);

  /** Sends one piece of a streamed answer at once. */
  void write(byte[] bytes);

  /** Ends a streamed answer. */
  void finish();

  /** Closes the connection where the answer stands; what was written before still arrives. */
  void abort();
}
