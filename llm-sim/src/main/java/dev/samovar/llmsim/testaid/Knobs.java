package dev.samovar.llmsim.testaid;

import dev.samovar.llmsim.engine.SyntheticLoad;

/**
 * How the simulator misbehaves; every field is off in {@link #OFF}.
 *
 * @param slowMs longer prefill, in milliseconds, 0 for none
 * @param failStatus LLM calls are answered with this status, 0 for none
 * @param failCount how many calls still fail so, -1 for all
 * @param hang the engine stands still until this is reset
 * @param closeMidStream the connection closes in the middle of each answer
 * @param closeBeforeHeaders the connection closes instead of each answer
 * @param metricsOff {@code /metrics} answers 404
 * @param waiting overrides the waiting gauge, {@code null} for the true figure
 * @param running overrides the running gauge, {@code null} for the true figure
 * @param load loads the engine once, when it is set; {@code null} for none
 */
public record Knobs(
    int slowMs,
    int failStatus,
    int failCount,
    boolean hang,
    boolean closeMidStream,
    boolean closeBeforeHeaders,
    boolean metricsOff,
    Integer waiting,
    Integer running,
    SyntheticLoad.Order load) {
  public static final Knobs OFF = new Knobs(0, 0, -1, false, false, false, false, null, null, null);

  /** These knobs after one more call has failed by {@link #failStatus}. */
  public Knobs afterFailure() {
    if (failCount < 0) {
      return this;
    }
    int left = failCount - 1;
    return withFailure(left == 0 ? 0 : failStatus, left == 0 ? -1 : left);
  }

  Knobs withFailure(int status, int count) {
    return new Knobs(
        slowMs,
        status,
        count,
        hang,
        closeMidStream,
        closeBeforeHeaders,
        metricsOff,
        waiting,
        running,
        load);
  }

  /** These knobs with another order of load. */
  public Knobs withLoad(SyntheticLoad.Order order) {
    return new Knobs(
        slowMs,
        failStatus,
        failCount,
        hang,
        closeMidStream,
        closeBeforeHeaders,
        metricsOff,
        waiting,
        running,
        order);
  }
}
