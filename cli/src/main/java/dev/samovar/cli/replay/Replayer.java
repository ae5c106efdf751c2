package dev.samovar.cli.replay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.samovar.cli.explain.Question;
import dev.samovar.core.config.Configuration;
import dev.samovar.core.config.Settings;
import dev.samovar.core.decision.Ask;
import dev.samovar.core.decision.Decision;
import dev.samovar.core.decision.Selector;
import dev.samovar.core.log.Chosen;
import dev.samovar.core.log.DecisionLogEntry;
import dev.samovar.core.log.LoggedConfiguration;
import dev.samovar.core.policy.Candidates;
import java.util.HashMap;
import java.util.Map;

/** Makes decisions again by the core, by the policy in force and by another one. */
public final class Replayer {
  private final Map<Long, Configuration> inForce = new HashMap<>();
  private final Map<Long, Configuration> naming = new HashMap<>();
  private final DecisionLog log;
  private final Map<DecisionLogEntry, Chosen> module;
  private final String policy;

  /**
   * @param module what the module chooses, or {@code null} where it is not asked
   * @param policy the other one, or {@code null}
   */
  public Replayer(DecisionLog log, Map<DecisionLogEntry, Chosen> module, String policy) {
    this.log = log;
    this.module = module;
    this.policy = policy;
  }

  /** The entry made again, or {@code null} where its configuration is not known. */
  public Replayed replay(DecisionLog.Entry entry) {
    DecisionLogEntry decision = entry.decision();
    Settings settings = settings(inForce, decision, false);
    if (settings == null) {
      return null;
    }
    Selector selector = decision.selector(settings);
    Decision again = selector.choose(decision.ask(), decision.nowMillis(), decision.random());
    Chosen other = null;
    double regret = Double.NaN;
    if (policy != null) {
      // Each selector gets endpoints of its own: policies may not, but could, change what they see.
      DecisionLogEntry fresh = DecisionLogEntry.fromBytes(decision.toBytes());
      Settings named = settings(naming, decision, true);
      Ask ask = fresh.ask();
      Ask asOther =
          new Ask(ask.model(), ask.demand(), ask.headers(), ask.tenant(), policy, ask.user());
      Decision otherwise = fresh.selector(named).choose(asOther, fresh.nowMillis(), fresh.random());
      other = otherwise == null ? null : Chosen.of(otherwise);
      regret = again == null || other == null ? Double.NaN : regret(selector, again, otherwise);
    }
    int provider = decision.chosen().provider();
    boolean known = provider >= 0 && provider < settings.providers().size();
    return new Replayed(
        entry.where(),
        known ? settings.providers().get(provider).name() : "?",
        decision.chosen(),
        again == null ? null : Chosen.of(again),
        module != null,
        module == null ? null : module.get(decision),
        other,
        regret);
  }

  private static double regret(Selector selector, Decision chosen, Decision other) {
    double wanted = Double.NaN;
    double otherwise = Double.NaN;
    Candidates among = selector.candidates();
    for (int i = 0; i < among.count(); i++) {
      if (among.get(i) == chosen.endpoint()) {
        wanted = among.cost(i);
      }
      if (among.get(i).provider().equals(other.endpoint().provider())
          && among.get(i).address().equals(other.endpoint().address())) {
        otherwise = among.cost(i);
      }
    }
    double regret = otherwise - wanted;
    return Math.abs(regret) <= Double.MAX_VALUE ? regret : Double.NaN;
  }

  private Settings settings(
      Map<Long, Configuration> known, DecisionLogEntry decision, boolean strategies) {
    long hash = decision.configuration();
    if (!known.containsKey(hash)) {
      known.put(hash, read(log.configuration(hash), strategies));
    }
    return LoggedConfiguration.part(known.get(hash), decision.part());
  }

  private static Configuration read(String logged, boolean strategies) {
    if (logged == null) {
      return null;
    }
    String text = logged;
    if (strategies) {
      int json = logged.lastIndexOf('\n') + 1;
      try {
        text =
            logged.substring(0, json)
                + Question.allowStrategies(new ObjectMapper().readTree(logged.substring(json)));
      } catch (JsonProcessingException e) {
        return null;
      }
    }
    return LoggedConfiguration.read(text);
  }
}
