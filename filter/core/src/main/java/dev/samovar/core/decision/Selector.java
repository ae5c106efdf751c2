package dev.samovar.core.decision;

import dev.samovar.core.config.Settings;
import dev.samovar.core.policy.LeastLoad;
import dev.samovar.core.policy.OwnChoice;
import dev.samovar.core.snapshot.LoadSnapshot;
import dev.samovar.core.snapshot.OwnView;

/**
 * Chooses a provider: down the degrade ladder until something is known.
 *
 * <ol>
 *   <li>metrics up to {@code freshFor} old: the policy over them, {@code fresh}
 *   <li>metrics up to {@code staleAfter} old: the policy over the last values, {@code aged}
 *   <li>no usable metrics: own view, {@code local}
 *   <li>nothing seen yet, or no metric known in a store that answers: configured order, {@code
 *       static}
 * </ol>
 */
public final class Selector {
  private Selector() {}

  /**
   * The decision for one request.
   *
   * @param loads the last snapshot, or {@code null}
   * @param own one view a provider, in configured order
   * @param nowMillis milliseconds since 1970
   * @param random any bits
   */
  public static Decision choose(
      Settings settings, LoadSnapshot loads, OwnView[] own, long nowMillis, long random) {
    long age = loads == null ? -1 : loads.ageMillis(nowMillis);
    if (loads != null && age <= settings.staleAfterMillis()) {
      DegradeLevel level =
          age <= settings.freshForMillis() ? DegradeLevel.FRESH : DegradeLevel.AGED;
      return loads.knowsAny()
          ? new Decision(LeastLoad.choose(loads), level, "least-load", age)
          : new Decision(0, DegradeLevel.STATIC, "no metric known", age);
    }
    for (OwnView view : own) {
      if (view.seen()) {
        return new Decision(
            OwnChoice.choose(own, nowMillis, random), DegradeLevel.LOCAL, "own view", -1);
      }
    }
    return new Decision(0, DegradeLevel.STATIC, "nothing known", -1);
  }
}
