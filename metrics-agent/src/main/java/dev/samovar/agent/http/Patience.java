package dev.samovar.agent.http;

import java.time.Duration;

/**
 * How long a connection is kept for a client that does nothing.
 *
 * @param request from connecting to a whole request, and for taking the last answer
 * @param idle from an answer to the head of the next request
 */
record Patience(Duration request, Duration idle) {
  static final Patience DEFAULT = new Patience(Duration.ofSeconds(10), Duration.ofMinutes(2));
}
