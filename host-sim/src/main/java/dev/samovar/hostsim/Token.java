package dev.samovar.hostsim;

import dev.samovar.proxywasm.Status;

/**
 * What a call answered that makes something with a number: a callout, a queue, a metric.
 *
 * @param status {@code OK}, or why nothing was made
 * @param id the number, 0 without one
 */
public record Token(Status status, int id) {

  static Token ok(int id) {
    return new Token(Status.OK, id);
  }

  static Token failed(Status status) {
    return new Token(status, 0);
  }
}
