package dev.samovar.cli.simulate.workload;

/**
 * Where requests come from. The same seed gives the same requests, whatever becomes of them; only
 * when the next turn of a conversation comes depends on when its answer ended.
 */
public interface Workload {
  /** The next request that comes of its own accord, in order of time; {@code null} at the end. */
  Request next();

  /**
   * The request that follows when {@code done} has ended, or {@code null}.
   *
   * @param at microseconds
   * @param lost whether it got no answer
   */
  Request after(Request done, long at, boolean lost);
}
