package dev.samovar.hostsim;

/** What a guest can do wrong without failing by itself. */
public enum FaultKind {
  /** An address or length outside of the guest's memory, or an allocator that answers with one. */
  MEMORY_OUT_OF_BOUNDS,
  /** Memory that the host had the guest allocate, and that the guest never freed. */
  MEMORY_NOT_FREED,
  /** An HTTP or gRPC callout that the test never answered. */
  CALLOUT_UNANSWERED,
  /** A body that was changed when the proxy was not holding it for this context. */
  BODY_CHANGED_OUTSIDE,
  /** A stream that is let go on though nothing holds it: a proxy passes its parts on twice. */
  CONTINUED_UNPAUSED,
  /** A call that failed, and a guest that neither said nor did anything about it. */
  STATUS_IGNORED,
  /** A context that the guest keeps after {@code proxy_on_delete}, or that never ends. */
  CONTEXT_LEAKED,
  /** A call on behalf of a context that is gone, or outside of any callback. */
  DEAD_CONTEXT,
  /** A callback that trapped, in a test that never asked {@link HostSim#traps}. */
  TRAPPED,
  /** An exception that left a callback and met the SDK's panic barrier, which hides it. */
  EXCEPTION,
  /** A {@code content-length} that does not fit the body which went with it. */
  CONTENT_LENGTH,
  /** A header of an answer with a line break, NUL or a name that is none: it splits the answer. */
  HEADER_SPLIT,
  /** A call that Envoy takes, and breaks on. */
  BREAKS_ENVOY
}
