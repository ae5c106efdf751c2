package dev.samovar.agent.discover;

import dev.samovar.agent.config.HostPort;
import dev.samovar.agent.config.Provider;
import dev.samovar.agent.config.TargetGroup;
import dev.samovar.agent.map.Engines;
import dev.samovar.agent.scrape.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks every finder, again and again where that makes sense, and tells the whole list of targets
 * whenever it changes. A finder that fails keeps its last answer and is asked again after a second.
 */
public final class Discoverer {
  private static final Logger LOG = LoggerFactory.getLogger(Discoverer.class);
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final Finders finders;
  private final ScheduledExecutorService scheduler;
  private final Consumer<Targets> listener;
  private final List<Asked> asked = new ArrayList<>();
  private Targets last = new Targets(List.of(), List.of());

  /** One group of one provider with what it last said. */
  private static final class Asked {
    private final Provider provider;
    private final TargetGroup group;
    private final Finder finder;
    private List<Found> found;
    private boolean failing;

    private Asked(Provider provider, TargetGroup group, Finder finder) {
      this.provider = provider;
      this.group = group;
      this.finder = finder;
    }
  }

  /**
   * @param listener told one list at a time
   */
  public Discoverer(
      Finders finders, ScheduledExecutorService scheduler, Consumer<Targets> listener) {
    this.finders = finders;
    this.scheduler = scheduler;
    this.listener = listener;
  }

  /** Asks all; what answers at once is told before this returns. */
  public void start(List<Provider> providers, Engines engines) {
    synchronized (this) {
      for (Provider provider : providers) {
        for (TargetGroup group : provider.targets()) {
          asked.add(new Asked(provider, group, finders.of(group.discovery())));
        }
      }
    }
    List.copyOf(asked).forEach(a -> ask(a, engines));
  }

  private void ask(Asked a, Engines engines) {
    a.finder.find().whenComplete((finding, error) -> answered(a, finding, error, engines));
  }

  private void answered(Asked a, Finding finding, Throwable error, Engines engines) {
    Duration again = error == null ? finding.again() : RETRY;
    if (error == null) {
      found(a, finding, engines);
    } else if (!a.failing) {
      a.failing = true;
      Throwable cause = error instanceof CompletionException ? error.getCause() : error;
      LOG.atWarn()
          .addKeyValue("provider", a.provider.name())
          .addKeyValue("discovery", a.group.discovery())
          .addKeyValue("reason", cause.getMessage())
          .log("targets cannot be found, the last ones count");
    }
    if (again.isZero()) {
      return;
    }
    try {
      scheduler.schedule(() -> ask(a, engines), again.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException stopping) {
      LOG.debug("no longer discovering, the agent is stopping");
    }
  }

  private synchronized void found(Asked a, Finding finding, Engines engines) {
    if (a.failing) {
      a.failing = false;
      LOG.atInfo().addKeyValue("discovery", a.group.discovery()).log("targets are found again");
    }
    if (finding.found().equals(a.found)) {
      return;
    }
    a.found = finding.found();
    Targets now = targets(engines);
    if (!now.equals(last)) {
      last = now;
      listener.accept(now);
    }
  }

  private Targets targets(Engines engines) {
    List<Target> all = new ArrayList<>();
    Map<String, Boolean> complete = new LinkedHashMap<>();
    Map<String, Map<HostPort, Target>> byProvider = new HashMap<>();
    for (Asked a : asked) {
      complete.merge(a.provider.name(), a.found != null, Boolean::logicalAnd);
      if (a.found == null) {
        continue;
      }
      Map<HostPort, Target> own =
          byProvider.computeIfAbsent(a.provider.name(), p -> new HashMap<>());
      for (Found found : a.found) {
        Map<String, String> labels = new HashMap<>(a.provider.labels());
        labels.putAll(found.labels());
        Target target =
            new Target(
                a.provider.name(),
                found.address(),
                engines.get(a.provider.engine()),
                a.group.access(),
                labels);
        if (own.putIfAbsent(found.address(), target) == null) {
          all.add(target);
        }
      }
    }
    return new Targets(
        all,
        complete.entrySet().stream().filter(Map.Entry::getValue).map(Map.Entry::getKey).toList());
  }
}
