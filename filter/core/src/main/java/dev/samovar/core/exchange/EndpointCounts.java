package dev.samovar.core.exchange;

/**
 * What was counted of one endpoint since the VM started: figures that only grow, the requests in
 * flight and the prompt tokens of those without a first token. Times are sums of microseconds, each
 * behind its number of samples.
 */
public final class EndpointCounts {
  static final int IN_FLIGHT = 0;
  static final int REQUESTS = 1;
  static final int ERRORS = 2;
  static final int FIRST_BYTES = 3;
  static final int FIRST_BYTE_MICROS = 4;
  static final int COMPLETIONS = 5;
  static final int LATENCY_MICROS = 6;
  static final int PENDING_TOKENS = 7;
  static final int FIGURES = 8;

  private final String provider;
  private final String address;
  private final long[] figures = new long[FIGURES];

  EndpointCounts(String provider, String address) {
    this.provider = provider;
    this.address = address;
  }

  String provider() {
    return provider;
  }

  String address() {
    return address;
  }

  long get(int figure) {
    return figures[figure];
  }

  /** A request was sent to it, with so many prompt tokens that it has to compute. */
  public void began(int tokens) {
    figures[IN_FLIGHT]++;
    figures[PENDING_TOKENS] += tokens;
  }

  /** Those tokens are computed, or never will be. */
  public void computed(int tokens) {
    figures[PENDING_TOKENS] = Math.max(0, figures[PENDING_TOKENS] - tokens);
  }

  /** It began to answer well, so long after the request. */
  public void answered(long micros) {
    add(FIRST_BYTES, 1);
    add(FIRST_BYTE_MICROS, micros);
  }

  /** A request that {@link #began} has ended well, so long after it began. */
  public void completed(long micros) {
    ended();
    add(COMPLETIONS, 1);
    add(LATENCY_MICROS, micros);
  }

  /** A request that {@link #began} was failed by the endpoint. */
  public void failed() {
    ended();
    add(ERRORS, 1);
  }

  /** A request that {@link #began} ended without telling anything of the endpoint. */
  public void ended() {
    figures[IN_FLIGHT]--;
    add(REQUESTS, 1);
  }

  boolean isIdle() {
    return figures[IN_FLIGHT] == 0;
  }

  /** Adds to one figure; what is negative, as time may be, counts as nothing. */
  void add(int figure, long delta) {
    figures[figure] += Math.max(0, delta);
  }
}
