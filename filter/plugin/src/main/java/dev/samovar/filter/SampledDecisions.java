package dev.samovar.filter;

import dev.samovar.core.config.Settings;
import dev.samovar.core.decision.Ask;
import dev.samovar.core.decision.Decision;
import dev.samovar.core.decision.Selector;
import dev.samovar.core.fleet.Fleet;
import dev.samovar.core.log.DecisionLogEntry;
import dev.samovar.core.log.DecisionLogLine;
import dev.samovar.core.log.LoggedConfiguration;
import dev.samovar.core.text.Mix;
import dev.samovar.proxywasm.Host;
import dev.samovar.proxywasm.LogLevel;

/** Decisions of one configuration as lines of the log, whole; before the first, what it says. */
final class SampledDecisions {
  private final LoggedConfiguration environment;
  private String json;
  private long hash;

  /**
   * @param json a document in force
   * @param environment that it was read with
   */
  SampledDecisions(String json, LoggedConfiguration environment) {
    this.json = json;
    this.environment = environment;
  }

  /** Whether a decision is among its share; by other numbers than the choice draws from these. */
  static boolean isDrawn(long random, double share) {
    return Mix.unit(Mix.of(~random)) < share;
  }

  /** Logs what was just chosen, as {@link DecisionLogEntry#of} takes it. */
  void keep(
      Host host,
      int part,
      Settings settings,
      Fleet fleet,
      Selector selector,
      Ask ask,
      long nowMillis,
      long random,
      Decision decision) {
    if (json != null) {
      String configuration = environment.text(json);
      json = null;
      hash = DecisionLogEntry.hash(configuration);
      line(host, DecisionLogLine.CONFIGURATION, Names.utf8(configuration));
    }
    byte[] entry =
        DecisionLogEntry.of(
            hash, part, settings, fleet, selector, ask, nowMillis, random, decision);
    line(host, DecisionLogLine.ENTRY, entry);
  }

  private static void line(Host host, String begin, byte[] bytes) {
    host.log(LogLevel.INFO, DecisionLogLine.of(Log.BEGIN + begin, bytes));
  }
}
