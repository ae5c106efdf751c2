package dev.samovar.filter;

import dev.samovar.core.exchange.EndpointCounts;
import dev.samovar.core.fleet.Endpoint;
import dev.samovar.core.fleet.Own;
import dev.samovar.proxywasm.Host;
import dev.samovar.proxywasm.MapType;

/**
 * One try of an endpoint, from its beginning to its one end.
 *
 * <p>It begins when the endpoint is chosen, so that the next choice sees it; the upstream
 * placement, where there is one, takes it over when the proxy really tries. Success is a status
 * below 500 other than 408 and 429. No status at the end is a failure of the endpoint (refused,
 * reset, timed out), unless it was the client that left.
 */
final class Attempt {
  /** Envoy's response flag {@code DC}: the downstream connection ended first. */
  private static final long CLIENT_LEFT = 0x4000;

  private static final int MOST_RETRY_AFTER_SECONDS = 3600;

  private final Endpoint endpoint;
  private final Own own;

  /** Of the provider as a whole, or {@code null} where the endpoint is that. */
  private final Own whole;

  private final String address;
  private final EndpointCounts counts;
  private final Load load;
  private final Siblings siblings;
  private final long beganNanos;
  private boolean answered;
  private boolean failed;
  private boolean started;
  private boolean ended;

  /**
   * What the request means for an endpoint.
   *
   * @param uncachedTokens prompt tokens that the endpoint is thought to have to compute
   * @param expectedSeconds to the first token, were it as quick as the nominal one; NaN where the
   *     prompt is cached or nothing is expected
   */
  record Load(int uncachedTokens, double expectedSeconds) {
    static final Load NONE = new Load(0, Double.NaN);
  }

  /**
   * @param provider the endpoint's provider as a whole, which may be the endpoint itself
   * @param address where it is really tried
   * @param counts what is told of the endpoint, or {@code null} where it is not known
   * @param siblings who are told that it began and ended
   */
  Attempt(
      Endpoint endpoint,
      Endpoint provider,
      String address,
      EndpointCounts counts,
      Load load,
      Siblings siblings,
      long nowNanos) {
    this.endpoint = endpoint;
    this.own = endpoint.own();
    this.whole = provider == endpoint ? null : provider.own();
    this.address = address;
    this.counts = counts;
    this.load = load;
    this.siblings = siblings;
    this.beganNanos = nowNanos;
    long now = nowNanos / 1_000_000;
    began(own, now);
    if (whole != null) {
      began(whole, now);
    }
    if (counts != null) {
      counts.began(load.uncachedTokens());
    }
    siblings.began();
  }

  Endpoint endpoint() {
    return endpoint;
  }

  /** Whether it is really tried there. */
  boolean isAt(String address) {
    return this.address.equals(address);
  }

  /** The answer's headers came. */
  void answered(Host host, Worker worker) {
    if (answered) {
      return;
    }
    answered = true;
    failed = isFailure(host.header(MapType.HTTP_RESPONSE_HEADERS, Names.STATUS));
    if (failed) {
      int wait = Bytes.number(host.header(MapType.HTTP_RESPONSE_HEADERS, Names.RETRY_AFTER));
      long millis = 1000L * Math.min(wait, MOST_RETRY_AFTER_SECONDS);
      failed(host.currentTimeNanos(), millis, worker);
      return;
    }
    if (own.health().isUntroubled() && (whole == null || whole.health().isUntroubled())) {
      return;
    }
    long now = host.currentTimeNanos() / 1_000_000;
    own.health().succeeded(now);
    if (whole != null) {
      whole.health().succeeded(now);
    }
  }

  /** A part of the answer's body came; true for the first one of a good answer. */
  boolean began(long now) {
    if (started || !answered) {
      return false;
    }
    started = true;
    own.firstToken(load.uncachedTokens(), now / 1_000_000);
    if (whole != null) {
      whole.firstToken(load.uncachedTokens(), now / 1_000_000);
    }
    if (counts != null) {
      counts.computed(load.uncachedTokens());
    }
    if (failed) {
      return false;
    }
    learn(own, now);
    if (whole != null) {
      learn(whole, now);
    }
    if (counts != null) {
      counts.answered((now - beganNanos) / 1000);
    }
    return true;
  }

  /** Nothing was learned: the proxy tried another endpoint in its place. */
  void withdrawn(Host host) {
    if (!ended) {
      end(host.currentTimeNanos());
      if (counts != null) {
        counts.ended();
      }
    }
  }

  /** The whole answer has come. */
  void completed(long now) {
    if (!ended && answered) {
      end(now);
      account(now, false);
    }
  }

  /** The stream is over, whether or not there was an answer. */
  void ended(Host host, Worker worker) {
    if (ended) {
      return;
    }
    long now = host.currentTimeNanos();
    end(now);
    boolean left = clientLeft(host);
    if (!answered && !left) {
      failed = true;
      failed(now, 0, worker);
    }
    account(now, left);
    siblings.turn(host, now);
  }

  private void account(long now, boolean left) {
    if (!failed && !left) {
      own.averages().total((now - beganNanos) / 1e9);
      if (whole != null) {
        whole.averages().total((now - beganNanos) / 1e9);
      }
    }
    if (counts == null) {
      return;
    }
    if (failed) {
      counts.failed();
    } else if (left) {
      counts.ended();
    } else {
      counts.completed((now - beganNanos) / 1000);
    }
  }

  private void end(long now) {
    ended = true;
    siblings.ended();
    own.ended(load.uncachedTokens(), started, now / 1_000_000);
    if (whole != null) {
      whole.ended(load.uncachedTokens(), started, now / 1_000_000);
    }
    if (!started && counts != null) {
      counts.computed(load.uncachedTokens());
    }
  }

  private void began(Own where, long nowMillis) {
    where.health().probing(nowMillis);
    where.began(load.uncachedTokens(), nowMillis);
  }

  private void learn(Own where, long now) {
    double seconds = (now - beganNanos) / 1e9;
    where.averages().firstByte(seconds);
    where.averages().slowness().learn(seconds, load.expectedSeconds(), now / 1_000_000);
  }

  private void failed(long nowNanos, long waitMillis, Worker worker) {
    own.health().failed(nowNanos / 1_000_000, waitMillis, worker.random(nowNanos));
    if (whole != null) {
      whole.health().failed(nowNanos / 1_000_000, waitMillis, worker.random(nowNanos));
    }
  }

  private static boolean isFailure(byte[] status) {
    if (status == null || status.length != 3 || status[0] == '5') {
      return true;
    }
    int code = Bytes.number(status);
    return code == 408 || code == 429;
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
