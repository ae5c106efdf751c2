package dev.samovar.filter;

import dev.samovar.core.config.Provider;
import dev.samovar.core.config.Settings;
import dev.samovar.core.config.Settings.DecisionLog;
import dev.samovar.core.decision.Decision;
import dev.samovar.core.decision.DegradeLevel;
import dev.samovar.core.decision.Selector;
import dev.samovar.core.json.JsonText;
import dev.samovar.core.snapshot.LoadSnapshot;
import dev.samovar.core.snapshot.OwnView;
import dev.samovar.proxywasm.Host;
import dev.samovar.proxywasm.LogLevel;

/** Settings with everything that a request needs prepared: bytes, views, the feed, counters. */
final class ActiveSettings {
  private static final DegradeLevel[] LEVELS = DegradeLevel.values();

  private final Settings settings;
  private final OwnView[] own;
  private final LoadFeed feed;
  private final byte[] targetHeader;
  private final byte[][] names;
  private final byte[][] models;
  private final byte[][] quotedModels;
  private final int[] counters;
  private DegradeLevel lastLevel;

  /**
   * @param decides whether requests are decided by them, and so loads are needed
   */
  ActiveSettings(Settings settings, Worker worker, boolean decides) {
    this.settings = settings;
    this.own = worker.views(settings);
    this.feed = decides ? worker.acquire(settings) : null;
    this.targetHeader = Names.utf8(settings.targetHeader());
    int n = settings.providers().size();
    this.names = new byte[n][];
    this.models = new byte[n][];
    this.quotedModels = new byte[n][];
    this.counters = new int[n * LEVELS.length];
    for (int i = 0; i < n; i++) {
      Provider provider = settings.providers().get(i);
      names[i] = Names.utf8(provider.name());
      if (provider.model() != null) {
        models[i] = Names.utf8(provider.model());
        quotedModels[i] = Names.utf8(JsonText.quote(provider.model()));
      }
      for (int level = 0; level < LEVELS.length; level++) {
        counters[i * LEVELS.length + level] = -1;
      }
    }
  }

  Settings settings() {
    return settings;
  }

  LoadFeed feed() {
    return feed;
  }

  byte[] targetHeader() {
    return targetHeader;
  }

  /** The provider's name as a header value. */
  byte[] name(int provider) {
    return names[provider];
  }

  /** The provider's model as a header value, or {@code null} to keep the client's. */
  byte[] model(int provider) {
    return models[provider];
  }

  /** The provider's model as a JSON string, or {@code null} to keep the client's. */
  byte[] quotedModel(int provider) {
    return quotedModels[provider];
  }

  OwnView view(int provider) {
    return own[provider];
  }

  /**
   * Decides, counts and logs. {@code model} is the client's, or {@code null} where not yet read.
   */
  Decision decide(Host host, Worker worker, String model, long nowNanos) {
    LoadSnapshot loads = feed == null ? null : feed.latest();
    Decision decision =
        Selector.choose(settings, loads, own, nowNanos / 1_000_000, worker.random(nowNanos));
    count(host, worker, decision);
    String provider = settings.providers().get(decision.provider()).name();
    worker.decided(decision, provider, model, nowNanos / 1_000_000);
    if (decision.level() != lastLevel) {
      logLevelChange(host, worker, decision);
    }
    if (settings.logDecisions() != DecisionLog.OFF) {
      logDecision(host, worker, decision, model);
    }
    return decision;
  }

  void release(Worker worker) {
    worker.release(feed);
  }

  private void count(Host host, Worker worker, Decision decision) {
    int slot = decision.provider() * LEVELS.length + decision.level().ordinal();
    Counters all = worker.counters(host);
    if (counters[slot] < 0) {
      counters[slot] =
          all.counter(
              "provider."
                  + settings.providers().get(decision.provider()).name()
                  + ".level."
                  + decision.level().word()
                  + ".decisions");
    }
    all.add(counters[slot], 1);
  }

  private void logLevelChange(Host host, Worker worker, Decision decision) {
    boolean worse = lastLevel != null && decision.level().compareTo(lastLevel) > 0;
    boolean quiet = lastLevel == null && decision.level() == DegradeLevel.FRESH;
    LogLevel level = worse ? LogLevel.WARN : quiet ? LogLevel.DEBUG : LogLevel.INFO;
    String from = lastLevel == null ? "" : lastLevel.word() + " -> ";
    lastLevel = decision.level();
    if (worker.logs(level)) {
      Log.line(
          host,
          level,
          "degrade level "
              + from
              + decision.level().word()
              + " ("
              + decision.reason()
              + ")"
              + (settings.hasAgent() ? "" : ": no agent is configured"));
    }
  }

  private void logDecision(Host host, Worker worker, Decision decision, String model) {
    LogLevel level = settings.logDecisions() == DecisionLog.INFO ? LogLevel.INFO : LogLevel.DEBUG;
    if (!worker.logs(level)) {
      return;
    }
    Provider provider = settings.providers().get(decision.provider());
    Log.line(
        host,
        level,
        "selected backend provider="
            + provider.name()
            + " model="
            + (model == null ? "-" : model)
            + " upstream_model="
            + (provider.model() == null ? "-" : provider.model())
            + " level="
            + decision.level().word()
            + " reason="
            + decision.reason()
            + " age_ms="
            + decision.ageMillis());
  }
}
