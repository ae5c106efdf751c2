package dev.samovar.filter;

import dev.samovar.core.exchange.EndpointCounts;
import dev.samovar.core.snapshot.OwnView;
import dev.samovar.proxywasm.Host;

/**
 * One try of a provider, from its beginning to its one end.
 *
 * <p>Success is a status below 500 other than 408 and 429. No status at the end is a failure of the
 * provider (refused, reset, timed out), unless it was the client that left.
 */
final class Attempt {
  /** Envoy's response flag {@code DC}: the downstream connection ended first. */
  private static final long CLIENT_LEFT = 0x4000;

  private final OwnView view;
  private final EndpointCounts endpoint;
  private final long beganNanos;
  private boolean answered;
  private boolean failed;
  private boolean ended;

  /**
   * @param endpoint the counts of the endpoint tried, or {@code null} where it is not known
   */
  Attempt(OwnView view, EndpointCounts endpoint, long nowNanos) {
    this.view = view;
    this.endpoint = endpoint;
    this.beganNanos = nowNanos;
    view.began();
    if (endpoint != null) {
      endpoint.began();
    }
  }

  void answered(Host host, byte[] status) {
    if (answered) {
      return;
    }
    answered = true;
    long now = host.currentTimeNanos();
    failed = isFailure(status);
    if (failed) {
      view.failed(now / 1_000_000);
      return;
    }
    view.answered((now - beganNanos) / 1e6);
    if (endpoint != null) {
      endpoint.answered((now - beganNanos) / 1000);
    }
  }

  void ended(Host host) {
    if (ended) {
      return;
    }
    ended = true;
    view.ended();
    boolean left = clientLeft(host);
    if (!answered && !left) {
      failed = true;
      view.failed(host.currentTimeNanos() / 1_000_000);
    }
    if (endpoint == null) {
      return;
    }
    if (failed) {
      endpoint.failed();
    } else if (left) {
      endpoint.ended();
    } else {
      endpoint.completed((host.currentTimeNanos() - beganNanos) / 1000);
    }
  }

  private static boolean isFailure(byte[] status) {
    if (status == null || status.length != 3 || status[0] == '5') {
      return true;
    }
    String code = Names.text(status);
    return code.equals("408") || code.equals("429");
  }

  /** The property is a 64-bit number, little-endian as the guest's memory. */
  private static boolean clientLeft(Host host) {
    byte[] flags = host.property(Names.RESPONSE_FLAGS);
    if (flags == null || flags.length < 8) {
      return false;
    }
    long value = 0;
    for (int i = 7; i >= 0; i--) {
      value = value << 8 | flags[i] & 0xff;
    }
    return (value & CLIENT_LEFT) != 0;
  }
}
