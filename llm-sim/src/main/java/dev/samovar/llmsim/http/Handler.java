package dev.samovar.llmsim.http;

/** Takes a request as soon as its headers are complete. Runs on the server's thread. */
@FunctionalInterface
public interface Handler {
  /** The receiver of the request's body; {@code exchange} takes the answer, now or later. */
  Receiver open(RequestHead head, Exchange exchange);
}
