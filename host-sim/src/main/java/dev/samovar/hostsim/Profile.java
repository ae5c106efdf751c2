package dev.samovar.hostsim;

/** Which host is simulated. */
public enum Profile {

  /** Stock Envoy 1.35 or later with {@code allow_on_headers_stop_iteration: true}. */
  ENVOY(true, false),

  /**
   * Higress: ABI 0.2.100 beside 0.2.1, Redis calls, {@code route_name} and {@code cluster_name} as
   * properties. Only a module of ABI 0.2.100 can hold headers there; one of 0.2.1 cannot.
   */
  HIGRESS(false, true),

  /**
   * Envoy without {@code allow_on_headers_stop_iteration}: a paused header callback stops the body
   * too.
   */
  NO_HOLD(false, false);

  private final boolean holdsHeaders;
  private final boolean higress;

  Profile(boolean holdsHeaders, boolean higress) {
    this.holdsHeaders = holdsHeaders;
    this.higress = higress;
  }

  boolean holdsHeaders() {
    return holdsHeaders;
  }

  /** Whether it is Higress. */
  public boolean isHigress() {
    return higress;
  }
}
