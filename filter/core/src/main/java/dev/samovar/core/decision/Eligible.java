package dev.samovar.core.decision;

import dev.samovar.core.config.Label;
import dev.samovar.core.config.RouteTarget;
import dev.samovar.core.fleet.Endpoint;
import dev.samovar.core.fleet.Fleet;
import dev.samovar.core.policy.Candidates;
import java.util.List;

/**
 * Gathers the endpoints that a request may go to: those of the first priority of which any is not
 * cooling down; where all are, all of the first priority, since a try is better than none. There is
 * always one: where no endpoint has a target's labels, the provider as a whole stands in for it.
 *
 * <p>Of a target with an adapter, the endpoints that have it loaded; all where none has. A target
 * that a split has drawn is kept to unless all of it is cooling down.
 */
final class Eligible {
  private final Fleet.Group[] groups;
  private final boolean guides;
  private int[] targetOf = new int[16];

  /**
   * @param guides whether the settings are the Higress guide's: where providers are chosen among,
   *     its users expect the smallest number to win whatever happens, and the proxy tries the next
   */
  Eligible(Fleet.Group[] groups, boolean guides) {
    this.groups = groups;
    this.guides = guides;
  }

  /** Index of the target that a candidate belongs to. */
  int targetOf(int candidate) {
    return targetOf[candidate];
  }

  /**
   * Fills the candidates.
   *
   * @param only index of the one target that a split has drawn, or -1 for all
   * @param whole whether providers are chosen among, not their endpoints
   */
  void gather(List<RouteTarget> targets, int only, boolean whole, Candidates out) {
    if (only >= 0) {
      add(targets, only, whole, targets.get(only).priority(), false, out);
    }
    int first = next(targets, Integer.MIN_VALUE);
    for (int at = first; out.count() == 0 && at < Integer.MAX_VALUE; at = next(targets, at)) {
      add(targets, -1, whole, at, false, out);
    }
    if (out.count() == 0) {
      add(targets, only, whole, only < 0 ? first : targets.get(only).priority(), true, out);
    }
    if (out.count() == 0) {
      int i = only < 0 ? firstOf(targets, first) : only;
      offer(groups[targets.get(i).provider()].whole(), targets.get(i), i, true, out);
    }
  }

  /** The least priority above another, {@code MAX_VALUE} where there is none. */
  private static int next(List<RouteTarget> targets, int above) {
    int next = Integer.MAX_VALUE;
    for (int i = 0; i < targets.size(); i++) {
      RouteTarget target = targets.get(i);
      if (target.weight() > 0 && target.priority() > above) {
        next = Math.min(next, target.priority());
      }
    }
    return next;
  }

  private static int firstOf(List<RouteTarget> targets, int priority) {
    for (int i = 0; i < targets.size(); i++) {
      if (targets.get(i).weight() > 0 && targets.get(i).priority() == priority) {
        return i;
      }
    }
    return 0;
  }

  private void add(
      List<RouteTarget> targets,
      int only,
      boolean whole,
      int priority,
      boolean evenIfOut,
      Candidates out) {
    for (int i = 0; i < targets.size(); i++) {
      RouteTarget target = targets.get(i);
      if (target.priority() != priority || (only < 0 ? target.weight() == 0 : i != only)) {
        continue;
      }
      Fleet.Group group = groups[target.provider()];
      if (whole || group.present() == 0) {
        offer(group.whole(), target, i, evenIfOut || whole && guides, out);
        continue;
      }
      int before = out.count();
      if (target.lora() != null) {
        members(group, target, i, true, evenIfOut, out);
      }
      if (out.count() == before) {
        members(group, target, i, false, evenIfOut, out);
      }
    }
  }

  private void members(
      Fleet.Group group,
      RouteTarget target,
      int index,
      boolean loaded,
      boolean evenIfOut,
      Candidates out) {
    for (int i = 0; i < group.count(); i++) {
      Endpoint endpoint = group.get(i);
      if (endpoint.present()
          && (!loaded || endpoint.hasAdapter(target.lora()))
          && hasLabels(endpoint, target.labels())) {
        offer(endpoint, target, index, evenIfOut, out);
      }
    }
  }

  private void offer(
      Endpoint endpoint, RouteTarget target, int index, boolean evenIfOut, Candidates out) {
    if (!evenIfOut && endpoint.own().health().isOut(out.now())) {
      return;
    }
    int i = out.count();
    if (i == targetOf.length) {
      int[] more = new int[2 * i];
      System.arraycopy(targetOf, 0, more, 0, i);
      targetOf = more;
    }
    targetOf[i] = index;
    out.add(endpoint, target.weight());
  }

  private static boolean hasLabels(Endpoint endpoint, List<Label> labels) {
    for (int i = 0; i < labels.size(); i++) {
      if (!endpoint.hasLabel(labels.get(i).name(), labels.get(i).value())) {
        return false;
      }
    }
    return true;
  }
}
