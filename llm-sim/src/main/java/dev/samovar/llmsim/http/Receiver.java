package dev.samovar.llmsim.http;

import java.util.List;

/** Takes the body of one request while it is read. All calls come on the server's thread. */
public interface Receiver {
  /** The next bytes of the body; the array is the server's and is reused after the call. */
  void body(byte[] bytes, int offset, int length);

  /** The request is complete; {@code trailers} are those of a chunked request. */
  void end(List<Header> trailers);

  /** The client left, or broke the protocol, before the answer was complete. */
  void gone();
}
