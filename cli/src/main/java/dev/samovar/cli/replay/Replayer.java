package dev.samovar.cli.replay;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.samovar.cli.explain.Question;
import dev.samovar.core.config.Configuration;
import dev.samovar.core.config.ConfigurationReader;
import dev.samovar.core.config.Environment;
import dev.samovar.core.config.ReadResult;
import dev.samovar.core.config.Settings;
import dev.samovar.core.decision.Ask;
import dev.samovar.core.decision.Decision;
import dev.samovar.core.decision.Reading;
import dev.samovar.core.decision.Selector;
import dev.samovar.core.log.Chosen;
import dev.samovar.core.log.DecisionLogEntry;
import dev.samovar.core.policy.Candidates;
import java.util.HashMap;
import java.util.Map;

/** Makes decisions again, by the policy in force and by another one. */
public final class Replayer {
  private final Map<Long, Configuration> inForce = new HashMap<>();
  private final Map<Long, Configuration> naming = new HashMap<>();
  private final DecisionLog log;
  private final Environment environment;
  private final String policy;

  /**
   * @param environment where {@code env:NAME} is looked up
   * @param policy the other one, or {@code null}
   */
  public Replayer(DecisionLog log, Environment environment, String policy) {
    this.log = log;
    this.environment = environment;
    this.policy = policy;
  }

  /** The entry made again, or {@code null} where its configuration is not known. */
  public Replayed replay(DecisionLog.Entry entry) {
    DecisionLogEntry decision = entry.decision();
    Settings settings = settings(inForce, decision, false);
    if (settings == null) {
      return null;
    }
    // Each selector gets endpoints of its own: policies may not, but could, change what they see.
    Selector selector = selector(settings, decision);
    Decision again = selector.choose(decision.ask(), decision.nowMillis(), decision.random());
    Chosen other = null;
    double regret = Double.NaN;
    if (policy != null) {
      DecisionLogEntry fresh = DecisionLogEntry.fromBytes(decision.toBytes());
      Settings named = settings(naming, decision, true);
      Ask ask = fresh.ask();
      Ask asOther =
          new Ask(ask.model(), ask.demand(), ask.headers(), ask.tenant(), policy, ask.user());
      Decision otherwise =
          selector(named, fresh).choose(asOther, fresh.nowMillis(), fresh.random());
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
        other,
        regret);
  }

  private static Selector selector(Settings settings, DecisionLogEntry decision) {
    boolean indexed = Reading.of(settings).prefix();
    return new Selector(settings, decision.fleet(), indexed ? decision.index(settings) : null);
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
    Configuration configuration = known.get(hash);
    int part = decision.part();
    if (configuration == null || part < 0 || part > configuration.rules().size()) {
      return null;
    }
    return part == 0 ? configuration.global() : configuration.rules().get(part - 1).settings();
  }

  private Configuration read(String json, boolean strategies) {
    if (json == null) {
      return null;
    }
    try {
      String text =
          strategies
              ? Question.allowStrategies(new ObjectMapper().readTree(json)).toString()
              : json;
      ReadResult result = ConfigurationReader.read(text, environment);
      return result.configuration();
    } catch (JsonProcessingException e) {
      return null;
    }
  }
}
