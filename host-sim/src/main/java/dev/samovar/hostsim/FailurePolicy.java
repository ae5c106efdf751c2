package dev.samovar.hostsim;

/** What a host does after a trap (Envoy's {@code failure_policy}). */
public enum FailurePolicy {
  /** Streams of the VM fail with 503, now and later. */
  FAIL_CLOSED,
  /** Streams pass as if there were no filter; the VM is never started again. */
  FAIL_OPEN,
  /** As {@link #FAIL_CLOSED}, but a new stream gets a new VM once the back-off has passed. */
  FAIL_RELOAD
}
