package dev.samovar.core.decision;

import dev.samovar.core.config.Settings;
import dev.samovar.core.fleet.Endpoint;
import dev.samovar.core.json.JsonText;
import dev.samovar.core.policy.Candidates;
import dev.samovar.core.policy.Demand;
import dev.samovar.core.policy.Policy;
import dev.samovar.core.text.Decimal;

/**
 * A decision as JSON on one line, for a header, a log or a laptop: what was asked, what was chosen
 * and by what, and of at most {@value #MOST} candidates the cost with its parts.
 */
final class Explanation {
  private static final int MOST = 32;

  private final Settings settings;
  private final StringBuilder out = new StringBuilder();
  private boolean first;

  Explanation(Settings settings) {
    this.settings = settings;
  }

  /**
   * @param policy that scored the candidates, or {@code null} where weights did
   */
  String of(Decision decision, Candidates among, Policy policy, Demand demand, long random) {
    out.append("{\"provider\":");
    text(settings.providers().get(decision.provider()).name());
    name("endpoint");
    text(decision.endpoint().address());
    name("upstreamModel");
    text(decision.model());
    name("policy");
    text(decision.reason());
    name("level");
    text(decision.level().word());
    name("ageMs");
    out.append(decision.ageMillis());
    name("random");
    text(Long.toString(random));
    name("promptTokens");
    out.append(demand.promptTokens);
    name("blocks");
    out.append(demand.blockCount);
    name("candidates");
    out.append('[');
    for (int i = 0; i < Math.min(MOST, among.count()); i++) {
      out.append(i == 0 ? "{\"provider\":" : ",{\"provider\":");
      candidate(among, i, policy, demand);
      out.append('}');
    }
    out.append("],\"of\":").append(among.count()).append('}');
    return out.toString();
  }

  private void candidate(Candidates among, int i, Policy policy, Demand demand) {
    Endpoint endpoint = among.get(i);
    text(endpoint.provider());
    name("endpoint");
    text(endpoint.address());
    name("cost");
    number(among.cost(i));
    name("hit");
    out.append(among.hit(i));
    name("inFlight");
    out.append(endpoint.own().inFlight());
    signal("waiting", endpoint.waiting());
    signal("running", endpoint.running());
    signal("kvCacheUsage", endpoint.kvUsage());
    signal("load", endpoint.load());
    if (policy == null) {
      return;
    }
    name("terms");
    out.append('{');
    first = true;
    policy.explain(
        among,
        i,
        demand,
        (term, value) -> {
          out.append(first ? "\"" : ",\"").append(term).append("\":");
          first = false;
          number(value);
        });
    out.append('}');
  }

  private void signal(String name, double value) {
    if (!Double.isNaN(value)) {
      name(name);
      number(value);
    }
  }

  private void name(String name) {
    out.append(",\"").append(name).append("\":");
  }

  private void text(String text) {
    out.append(text == null ? "null" : JsonText.quote(text));
  }

  private void number(double value) {
    out.append(Decimal.format(value));
  }
}
