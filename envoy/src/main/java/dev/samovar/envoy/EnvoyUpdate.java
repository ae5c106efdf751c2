package dev.samovar.envoy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Brings a changed gateway to a running Envoy, a step at a time: clusters, routes, the listener,
 * and the filter's configuration last. Envoy watches each file by itself, so each step is awaited,
 * or the filter might choose a provider whose cluster is still on its way.
 */
public final class EnvoyUpdate {

  /** What became of a change. */
  public enum Outcome {
    /** It is in force. */
    TAKEN,
    /** Envoy or the filter refused a part; what came after that part was not handed over. */
    REFUSED,
    /** Envoy has not said so in time; all was handed over. */
    UNANSWERED
  }

  /**
   * All steps together take well under a second, and on a machine that is busy with other things
   * what they take: a step that is not awaited may cost requests.
   */
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private static final String HTTP_FILTER = "extension_config_discovery.http_filter.samovar.";
  private static final String UPSTREAM =
      "extension_config_discovery.upstream_http_filter.samovar-upstream.";

  /**
   * A file, and how Envoy tells what it did with it.
   *
   * @param taken counter that grows when it is in force
   * @param refused counters of which one grows when it is not
   * @param pending gauge that is above 0 while it is being prepared
   */
  private record Step(String file, String taken, List<String> refused, String pending) {

    static Step of(String file, String subscription, String pending) {
      return new Step(
          file,
          subscription + "update_success",
          List.of(subscription + "update_rejected", subscription + "update_failure"),
          pending);
    }

    static Step filter(String file, String subscription) {
      return new Step(
          file,
          subscription + "config_reload",
          List.of(
              subscription + "update_rejected",
              subscription + "update_failure",
              subscription + "config_fail"),
          "");
    }
  }

  private static final List<Step> STEPS =
      List.of(
          Step.of(
              EnvoyConfiguration.CLUSTERS,
              "cluster_manager.cds.",
              "cluster_manager.warming_clusters"),
          Step.of(EnvoyConfiguration.ROUTES, "http.gateway.rds.samovar.", ""),
          Step.of(
              EnvoyConfiguration.LISTENERS,
              "listener_manager.lds.",
              "listener_manager.total_listeners_warming"),
          Step.filter(EnvoyConfiguration.UPSTREAM_FILTER, UPSTREAM),
          Step.filter(EnvoyConfiguration.FILTER, HTTP_FILTER));

  private final EnvoyAdmin admin;
  private final Path directory;

  /**
   * @param directory the one that the running Envoy was started with
   */
  public EnvoyUpdate(EnvoyAdmin admin, Path directory) {
    this.admin = admin;
    this.directory = directory;
  }

  /**
   * Puts a gateway in force. Its ports are those of the running one, whatever it says: an address
   * cannot change while Envoy runs.
   */
  public Outcome apply(Gateway gateway) {
    EnvoyConfiguration configuration = new EnvoyConfiguration(gateway, directory.toString());
    long end = System.nanoTime() + DEADLINE.toNanos();
    Outcome outcome = Outcome.TAKEN;
    for (Step step : STEPS) {
      Optional<Map<String, Long>> before = stats(end);
      if (configuration.write(directory, List.of(step.file())).isEmpty()) {
        continue;
      }
      Outcome one = await(step, before, end);
      if (one == Outcome.REFUSED) {
        return one;
      }
      outcome = one == Outcome.TAKEN ? outcome : one;
    }
    return outcome;
  }

  /**
   * Hands over a plugin configuration that is known to be wrong, for the filter to say so in its
   * log, and puts back the one in force: a refused one must not lie where Envoy, when it makes a
   * new cluster or listener, would read it again.
   */
  public void show(Gateway inForce, String wrong) {
    EnvoyConfiguration refused =
        new EnvoyConfiguration(inForce.withConfiguration(wrong), directory.toString());
    EnvoyConfiguration kept = new EnvoyConfiguration(inForce, directory.toString());
    long end = System.nanoTime() + DEADLINE.toNanos();
    for (Step step : STEPS.subList(3, STEPS.size())) {
      Optional<Map<String, Long>> before = stats(end);
      if (!refused.write(directory, List.of(step.file())).isEmpty()) {
        await(step, before, end);
        kept.write(directory, List.of(step.file()));
      }
    }
  }

  private Outcome await(Step step, Optional<Map<String, Long>> before, long end) {
    while (before.isPresent()) {
      // One more look once the time is over: the machine may have stood still.
      boolean last = System.nanoTime() >= end;
      Map<String, Long> now = stats().orElse(before.get());
      if (step.refused().stream().anyMatch(counter -> grown(counter, before.get(), now))) {
        return Outcome.REFUSED;
      }
      if (grown(step.taken(), before.get(), now) && now.getOrDefault(step.pending(), 0L) == 0) {
        return Outcome.TAKEN;
      }
      if (last || !pause()) {
        break;
      }
    }
    return Outcome.UNANSWERED;
  }

  private static boolean pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(10);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static boolean grown(String counter, Map<String, Long> before, Map<String, Long> now) {
    return now.getOrDefault(counter, 0L) > before.getOrDefault(counter, 0L);
  }

  /** The figures before a step, without which nobody could tell what it has changed. */
  private Optional<Map<String, Long>> stats(long end) {
    Optional<Map<String, Long>> stats = stats();
    while (stats.isEmpty() && System.nanoTime() < end && pause()) {
      stats = stats();
    }
    return stats;
  }

  /** The figures that steps ask for; none when Envoy does not answer. */
  private Optional<Map<String, Long>> stats() {
    Map<String, Long> stats = new HashMap<>();
    try {
      for (String line :
          admin.get("/stats?filter=cds%7Crds%7Clds%7Cwarming%7Cconfig_discovery").split("\n")) {
        int colon = line.lastIndexOf(": ");
        if (colon > 0 && line.substring(colon + 2).matches("\\d{1,18}")) {
          stats.put(line.substring(0, colon), Long.parseLong(line.substring(colon + 2)));
        }
      }
    } catch (EnvoyException e) {
      return Optional.empty();
    }
    return Optional.of(stats);
  }
}
