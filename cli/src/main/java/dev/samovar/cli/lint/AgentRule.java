package dev.samovar.cli.lint;

import dev.samovar.cli.deployment.Agent;
import dev.samovar.cli.deployment.Deployment;
import dev.samovar.cli.deployment.Plugin;
import dev.samovar.core.config.Provider;
import dev.samovar.core.config.Settings;
import java.util.List;

/**
 * What the filter reads, the agent writes, and often enough. An agent that scrapes nothing leaves
 * the keys to somebody else, who is not among the files.
 */
final class AgentRule implements Rule {
  @Override
  public void check(Deployment deployment, Findings out) {
    for (Plugin plugin : deployment.routers()) {
      for (Settings settings : plugin.settings()) {
        if (!settings.hasAgent() || deployment.agents().isEmpty()) {
          continue;
        }
        for (Agent agent : deployment.agents()) {
          age(plugin, settings, agent, out);
          prefix(plugin, settings, agent, out);
        }
        keys(plugin, settings, deployment.agents(), out);
      }
    }
  }

  private static void age(Plugin plugin, Settings settings, Agent agent, Findings out) {
    long scrape = agent.scrapeMillis();
    if (scrape > settings.staleAfterMillis()) {
      out.error(
          "staleness",
          agent.place().at("scrape").at("interval"),
          "a scrape every "
              + scrape
              + " ms is slower than the filter's staleAfter of "
              + settings.staleAfterMillis()
              + " ms ("
              + plugin.place().file()
              + "), so that metrics are mostly not used",
          "scrape more often than that");
    } else if (scrape + settings.refreshMillis() > settings.freshForMillis()) {
      out.warning(
          "staleness",
          agent.place().at("scrape").at("interval"),
          "a scrape every "
              + scrape
              + " ms and a refresh every "
              + settings.refreshMillis()
              + " ms make metrics older than freshFor, "
              + settings.freshForMillis()
              + " ms, before the next ones come",
          "shorten them, or lengthen freshFor");
    }
  }

  private static void prefix(Plugin plugin, Settings settings, Agent agent, Findings out) {
    if (!settings.keyPrefix().startsWith(agent.keyPrefix())) {
      out.error(
          "metric-key",
          plugin.place(),
          "the key prefix "
              + settings.keyPrefix()
              + " does not begin with the agent's, "
              + agent.keyPrefix()
              + " ("
              + agent.place().file()
              + "), which refuses such keys",
          "set both alike");
    }
  }

  private static void keys(Plugin plugin, Settings settings, List<Agent> agents, Findings out) {
    List<Agent.Scraped> written =
        agents.stream().flatMap(agent -> agent.scraped().stream()).toList();
    if (written.isEmpty()) {
      return;
    }
    for (int i = 0; i < settings.providers().size(); i++) {
      Provider provider = settings.providers().get(i);
      boolean byKey = settings.policy().name().equals("least-load");
      String wanted = byKey ? provider.key() : provider.fleetName();
      boolean found = written.stream().anyMatch(w -> wanted.equals(byKey ? w.key() : w.name()));
      if (!found) {
        out.error(
            "metric-key",
            RoutesRule.provider(plugin, settings, i),
            byKey
                ? "nobody writes the metric key " + settings.keyPrefix() + provider.key()
                : "no agent scrapes a provider named " + provider.fleetName(),
            "give the agent a provider with that " + (byKey ? "key" : "name") + " and targets");
      }
    }
  }
}
