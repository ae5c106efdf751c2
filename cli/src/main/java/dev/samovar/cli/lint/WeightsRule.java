package dev.samovar.cli.lint;

import dev.samovar.cli.deployment.Deployment;
import dev.samovar.cli.deployment.Plugin;
import dev.samovar.cli.deployment.Shares;
import dev.samovar.core.config.ModelRoute;
import dev.samovar.core.config.Provider;
import dev.samovar.core.config.RouteRule;
import dev.samovar.core.config.RouteTarget;
import dev.samovar.core.config.Settings;

/** Weights of zero: a route that leads nowhere, a provider or target that gets nothing. */
final class WeightsRule implements Rule {
  @Override
  public void check(Deployment deployment, Findings out) {
    for (Shares shares : deployment.shares()) {
      if (shares.weights().stream().allMatch(weight -> weight <= 0)) {
        out.error(
            "weight",
            shares.place(),
            "all weights are 0",
            "give at least one destination a weight");
      }
    }
    for (Plugin plugin : deployment.plugins()) {
      for (Settings settings : plugin.settings()) {
        for (int i = 0; i < settings.providers().size(); i++) {
          Provider provider = settings.providers().get(i);
          if (provider.weight() == 0) {
            out.warning(
                "weight",
                RoutesRule.provider(plugin, settings, i),
                "the provider " + provider.name() + " has the weight 0 and gets nothing",
                "give it a weight, or take it out");
          }
        }
        targets(plugin, settings, out);
      }
    }
  }

  private static void targets(Plugin plugin, Settings settings, Findings out) {
    for (int m = 0; m < settings.models().size(); m++) {
      ModelRoute route = settings.models().get(m);
      for (RouteRule rule : route.rules()) {
        for (RouteTarget target : rule.targets()) {
          Provider provider = settings.providers().get(target.provider());
          if (target.weight() == 0 && provider.weight() > 0) {
            out.warning(
                "weight",
                plugin.place().at("models").at(m),
                "of the model "
                    + route.pattern()
                    + " the target "
                    + provider.name()
                    + " has the weight 0 and gets nothing",
                "give it a weight, or take it out");
          }
        }
      }
    }
  }
}
