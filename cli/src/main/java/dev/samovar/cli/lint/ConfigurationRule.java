package dev.samovar.cli.lint;

import dev.samovar.cli.deployment.Deployment;
import dev.samovar.cli.deployment.Plugin;
import dev.samovar.cli.document.Place;
import dev.samovar.core.config.ModelRoute;
import dev.samovar.core.config.Problem;
import dev.samovar.core.config.RouteRule;
import dev.samovar.core.config.RouteTarget;
import dev.samovar.core.config.Settings;
import java.util.ArrayList;
import java.util.List;

/**
 * What the filter's own reader says of each plugin configuration, and what is never chosen: a
 * provider that no model leads to, an alias that stands in the way of a name.
 */
final class ConfigurationRule implements Rule {
  @Override
  public void check(Deployment deployment, Findings out) {
    deployment.unreadable().forEach(u -> out.error("unreadable", u.place(), u.problem(), ""));
    for (Plugin plugin : deployment.plugins()) {
      for (Problem problem : plugin.result().problems()) {
        report(plugin, problem, deployment, out);
      }
      for (Settings settings : plugin.settings()) {
        reached(plugin.place(), settings, out);
      }
    }
  }

  private static void report(Plugin plugin, Problem problem, Deployment deployment, Findings out) {
    boolean whole = problem.path().equals("configuration");
    Place place = whole ? plugin.place() : below(plugin.place(), problem.path());
    String message = problem.message();
    // A variable that is not the document's: its value is unknown here.
    if (message.startsWith("the variable ")) {
      return;
    }
    String rule =
        message.startsWith("is never reached") || message.startsWith("never matches")
            ? "unreachable"
            : message.contains("weight") ? "weight" : "configuration";
    if (problem.fatal()) {
      out.error(rule, place, message, "");
    } else {
      out.warning(rule, place, message, "");
    }
  }

  /** The reader's path is already written as ours are. */
  private static Place below(Place place, String path) {
    String before = place.path();
    boolean joined = before.isEmpty() || before.endsWith(" ") || path.startsWith("[");
    return new Place(place.file(), before + (joined ? "" : ".") + path);
  }

  private static void reached(Place place, Settings settings, Findings out) {
    if (settings.models().isEmpty()) {
      return;
    }
    List<Integer> reached = new ArrayList<>();
    for (ModelRoute route : settings.models()) {
      for (RouteRule rule : route.rules()) {
        for (RouteTarget target : rule.targets()) {
          reached.add(target.provider());
        }
      }
    }
    for (int i = 0; i < settings.providers().size(); i++) {
      if (!reached.contains(i)) {
        out.warning(
            "unreachable",
            place.at("providers").at(i),
            "no model leads to the provider " + settings.providers().get(i).name(),
            "name it among the targets of a model, or take it out");
      }
    }
  }
}
