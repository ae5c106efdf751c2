package dev.samovar.core.config;

/** Where in the proxy the filter stands. */
public enum Placement {
  /** Before the router filter: it decides. */
  ROUTER,
  /** In a cluster's filter chain, once per attempt: it writes the model of the provider tried. */
  UPSTREAM
}
