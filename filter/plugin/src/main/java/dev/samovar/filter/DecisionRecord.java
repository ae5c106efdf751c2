package dev.samovar.filter;

import dev.samovar.core.config.Dialect;
import dev.samovar.core.config.Settings;
import dev.samovar.core.config.Settings.DecisionLog;
import dev.samovar.core.decision.Decision;
import dev.samovar.core.decision.DegradeLevel;
import dev.samovar.core.decision.Shadow;
import dev.samovar.proxywasm.Host;
import dev.samovar.proxywasm.LogLevel;

/**
 * What is kept of decisions: counters, a line where they are wanted, a line when the level changes.
 */
final class DecisionRecord {
  private static final int LEVELS = DegradeLevel.values().length;

  private final Settings settings;
  private final int[] counters;
  private final String prefix;
  private int agreed = -1;
  private int differed;
  private int regret;
  private DegradeLevel lastLevel;

  DecisionRecord(Settings settings) {
    this.settings = settings;
    this.counters = new int[settings.providers().size() * LEVELS];
    for (int i = 0; i < counters.length; i++) {
      counters[i] = -1;
    }
    // Users of the Istio LLM filter look for its name in the log.
    this.prefix = settings.dialect() == Dialect.ISTIO ? "llm-proxy: " : "";
  }

  /** Counts and logs; {@code model} is the client's, or {@code null} where not yet read. */
  void keep(Host host, Worker worker, Decision decision, String model, long nowMillis) {
    count(host, worker, decision);
    String provider = settings.providers().get(decision.provider()).name();
    worker.decided(decision, provider, model, nowMillis);
    if (decision.level() != lastLevel) {
      logLevelChange(host, worker, decision);
    }
    if (settings.exposeDecision()) {
      host.setProperty(Names.DECISION_STATE, Names.utf8(line(decision, provider, model)));
    }
    if (settings.logDecisions() != DecisionLog.OFF) {
      logDecision(host, worker, decision, provider, model);
    }
  }

  /** Counts how often the shadow policy agrees, and in thousandths what its choices would cost. */
  void keep(Host host, Worker worker, Shadow shadow) {
    Counters all = worker.counters(host);
    if (agreed < 0) {
      agreed = all.slot("shadow.agreed");
      differed = all.slot("shadow.differed");
      regret = all.slot("shadow.regret_milli");
    }
    all.add(shadow.agrees() ? agreed : differed, 1);
    if (!shadow.agrees() && shadow.regret() < 1e9) {
      all.add(regret, (long) (shadow.regret() * 1000));
    }
  }

  void notFound(Host host, String model) {
    Log.line(host, LogLevel.WARN, prefix + "model " + model + " not found in mapping rules");
  }

  private void count(Host host, Worker worker, Decision decision) {
    int slot = decision.provider() * LEVELS + decision.level().ordinal();
    Counters all = worker.counters(host);
    if (counters[slot] < 0) {
      counters[slot] =
          all.slot(
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
          prefix
              + "degrade level "
              + from
              + decision.level().word()
              + " ("
              + decision.reason()
              + ")"
              + (settings.hasAgent() ? "" : ": no agent is configured"));
    }
  }

  private void logDecision(
      Host host, Worker worker, Decision decision, String provider, String model) {
    LogLevel level = settings.logDecisions() == DecisionLog.INFO ? LogLevel.INFO : LogLevel.DEBUG;
    if (worker.logs(level)) {
      Log.line(host, level, prefix + "selected backend " + line(decision, provider, model));
    }
  }

  private static String line(Decision decision, String provider, String model) {
    String address = decision.endpoint().address();
    return "provider="
        + provider
        + " endpoint="
        + (address.isEmpty() ? "-" : address)
        + " model="
        + (model == null ? "-" : model)
        + " upstream_model="
        + (decision.model() == null ? "-" : decision.model())
        + " level="
        + decision.level().word()
        + " reason="
        + decision.reason()
        + " age_ms="
        + decision.ageMillis();
  }
}
