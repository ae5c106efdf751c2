package dev.samovar.agent.http;

import java.time.Duration;

/**
 * How long a connection is kept for a client that does nothing.
 *
 * @param request from connecting to a whole request, and for taking the last answer
 * @param idle from an answer to the head of the next request
 * @param refused from a refusal to the end of what the client was still sending
 */
record Patience(Duration request, Duration idle, Duration refused) {
  static final Patience DEFAULT =
      new Patience(Duration.ofSeconds(10), Duration.ofMinutes(2), Duration.ofSeconds(2));
}
