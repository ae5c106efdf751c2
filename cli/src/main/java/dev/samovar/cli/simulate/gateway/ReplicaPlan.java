package dev.samovar.cli.simulate.gateway;

/**
 * What one replica is to be like in a run. Times are microseconds since the run began.
 *
 * @param speed 1, or 0.5 for one that is two times slower
 * @param joins when it joins the fleet, its caches empty
 * @param failsFrom from when on it refuses every request at once
 * @param failsUntil when it stops failing
 */
public record ReplicaPlan(double speed, long joins, long failsFrom, long failsUntil) {
  /** Always there, never failing. */
  public static ReplicaPlan steady(double speed) {
    return new ReplicaPlan(speed, 0, Long.MAX_VALUE, Long.MAX_VALUE);
  }

  /** The same without joining late and failing. */
  public ReplicaPlan steady() {
    return steady(speed);
  }
}
