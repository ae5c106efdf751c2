package dev.samovar.core.decision;

import dev.samovar.core.config.Dialect;
import dev.samovar.core.config.HeaderMatch;
import dev.samovar.core.config.ModelRoute;
import dev.samovar.core.config.PolicySettings;
import dev.samovar.core.config.Provider;
import dev.samovar.core.config.RouteRule;
import dev.samovar.core.config.RouteTarget;
import dev.samovar.core.config.Settings;
import dev.samovar.core.fleet.Endpoint;
import dev.samovar.core.fleet.Fleet;
import dev.samovar.core.fleet.Own;
import dev.samovar.core.policy.Candidates;
import dev.samovar.core.policy.Demand;
import dev.samovar.core.policy.Draw;
import dev.samovar.core.policy.Policies;
import dev.samovar.core.policy.Policy;
import dev.samovar.core.policy.Ranking;
import dev.samovar.core.prefix.PrefixIndex;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Chooses an endpoint for each request of one worker under one set of settings: the model's rule,
 * its candidates, and then down the degrade ladder until something is known.
 *
 * <ol>
 *   <li>figures up to {@code freshFor} old: the policy over them, {@code fresh}
 *   <li>figures up to {@code staleAfter} old: the policy, which trusts them less and less, {@code
 *       aged}
 *   <li>no usable figures: what this worker saw itself, {@code local}
 *   <li>nothing seen yet, or no metric known in a store that answers: configured weights, the first
 *       of equal ones, {@code static}
 * </ol>
 */
public final class Selector {
  /** Policies that lose nothing, or little, where nothing is scraped. */
  private static final String WITHOUT_METRICS =
      " random round-robin weighted session adaptive cost power-of-two least-request ";

  private final Settings settings;
  private final PrefixIndex index;
  private final List<RouteTarget> everything = new ArrayList<>();
  private final Map<PolicySettings, Policy> policies = new HashMap<>();
  private final Policy local = Policies.create("adaptive", null);
  private final Candidates candidates = new Candidates();
  private final Eligible eligible;
  private final Ranking ranking = new Ranking();
  private final Draw draw = new Draw();
  private final Shadow shadow;

  /** The settings that the last choice was made by, and what follows from them. */
  private PolicySettings last;

  private Policy lastPolicy;
  private boolean wholes;
  private boolean needsMetrics;

  /** As {@link #resume} was told, or {@code null}. */
  private int[] resumed;

  private List<RouteTarget> targets;
  private Policy scored;
  private DegradeLevel level;
  private String reason;
  private long age;
  private long seed;

  /**
   * @param fleet the worker's endpoints
   * @param index of the prefixes that they hold, or {@code null}
   */
  public Selector(Settings settings, Fleet fleet, PrefixIndex index) {
    this.settings = settings;
    this.index = index;
    Fleet.Group[] groups = new Fleet.Group[settings.providers().size()];
    for (int i = 0; i < groups.length; i++) {
      Provider provider = settings.providers().get(i);
      groups[i] = fleet.group(provider.fleetName());
      everything.add(
          new RouteTarget(
              i, provider.weight(), provider.priority(), provider.labels(), null, null));
    }
    this.eligible = new Eligible(groups, settings.dialect() == Dialect.HIGRESS);
    this.shadow =
        settings.shadowPolicy() == null ? null : new Shadow(create(settings.shadowPolicy()));
  }

  /**
   * Stands as another one did before a choice, which is then made again; for one choice.
   *
   * @param known of each endpoint, by its number: the blocks of the prompt that it is thought to
   *     hold, of which the last candidate has them where it is more than one, and turns as {@link
   *     Policy#resume} takes them
   */
  public void resume(int[] known) {
    resumed = known;
  }

  /**
   * The decision for one request, or {@code null} where no rule has its model.
   *
   * @param nowMillis milliseconds since 1970
   * @param random any bits
   */
  public Decision choose(Ask ask, long nowMillis, long random) {
    seed = random;
    draw.seed(random);
    PolicySettings wanted = settings.policy();
    targets = everything;
    int only = -1;
    if (!settings.models().isEmpty() && ask.model() != null) {
      ModelRoute route = settings.route(ask.model());
      RouteRule rule = route == null ? null : rule(route, ask);
      if (rule == null) {
        return null;
      }
      targets = rule.targets();
      only = split(rule, ask);
      wanted = route.policy() == null ? wanted : route.policy();
    }
    if (targets.size() == 1 || only >= 0) {
      PolicySettings own = provider(targets.get(Math.max(0, only))).policy();
      wanted = own == null ? wanted : own;
    }
    if (ask.strategy() != null && settings.routingStrategyHeader()) {
      wanted = named(ask.strategy(), wanted);
    }
    if (wanted != last) {
      last = wanted;
      lastPolicy = policy(wanted);
      wholes = wanted.name().equals("least-load");
      needsMetrics = !WITHOUT_METRICS.contains(' ' + wanted.name() + ' ');
    }
    candidates.begin(nowMillis);
    candidates.freshness(settings.freshForMillis(), settings.staleAfterMillis());
    eligible.gather(targets, only, wholes, candidates);
    return decide(ask.demand());
  }

  private Decision decide(Demand demand) {
    age = youngest(wholes);
    boolean usable = age <= settings.staleAfterMillis();
    boolean known = usable && (!wholes || knowsAny());
    if (index != null && demand.blockCount > 0) {
      index.match(demand, candidates);
    }
    for (int i = resumed == null ? -1 : candidates.count() - 1; i >= 0; i--) {
      int at = 2 * candidates.get(i).id();
      candidates.hit(i, resumed[at]);
      resumed[at] = 0;
    }
    scored = lastPolicy;
    reason = last.name();
    if (known || !needsMetrics) {
      level = level(usable);
      candidates.trust(trust(usable));
    } else if (!usable && seenAny()) {
      level = DegradeLevel.LOCAL;
      reason = "own view";
      scored = local;
    } else {
      level = DegradeLevel.STATIC;
      reason = usable ? "no metric known" : "nothing known";
      scored = null;
    }
    age = usable ? age : -1;
    double width = scored == null ? weights() : scored.score(candidates, demand, draw);
    ranking.rank(candidates, width, draw, Math.max(1, settings.failover().endpoints()));
    Decision decision = decision(demand);
    if (shadow != null) {
      shadow.compare(candidates, ranking.get(0), demand, draw);
    }
    return decision;
  }

  private Decision decision(Demand demand) {
    int first = ranking.get(0);
    RouteTarget target = targets.get(eligible.targetOf(first));
    int named = 0;
    for (int i = 0; i < ranking.count(); i++) {
      named += isNamed(i, target) ? 1 : 0;
    }
    Endpoint[] ranked = new Endpoint[named];
    int at = 0;
    for (int i = 0; i < ranking.count(); i++) {
      if (isNamed(i, target)) {
        ranked[at++] = candidates.get(ranking.get(i));
      }
    }
    String model = modelOf(target, provider(target).model());
    return new Decision(
        target.provider(),
        targets,
        model,
        candidates.get(first),
        ranked,
        level,
        reason,
        age,
        candidates.hit(first),
        scored == null ? Double.NaN : scored.expectedSeconds(candidates, first, demand));
  }

  /** The upstream model of a target whose provider has that model, or {@code null}. */
  public static String modelOf(RouteTarget target, String ofProvider) {
    if (target.model() != null) {
      return target.model();
    }
    return target.lora() == null ? ofProvider : target.lora();
  }

  /** The first target of a provider: what an attempt there is asked for, unless it was chosen. */
  public static RouteTarget targetOf(List<RouteTarget> targets, int provider) {
    for (int i = 0; i < targets.size(); i++) {
      if (targets.get(i).provider() == provider) {
        return targets.get(i);
      }
    }
    return null;
  }

  /**
   * Whether the proxy may try it by its address: one that the proxy finds itself has none, and
   * behind a chosen one of those nothing is named. At its turn it must get the model of its target.
   */
  private boolean isNamed(int rank, RouteTarget chosen) {
    int i = ranking.get(rank);
    if (settings.failover().endpoints() == 0
        || candidates.get(i).address().isEmpty()
        || candidates.get(ranking.get(0)).address().isEmpty()) {
      return false;
    }
    RouteTarget target = targets.get(eligible.targetOf(i));
    if (target == chosen) {
      return true;
    }
    boolean same = target.provider() == chosen.provider();
    RouteTarget written = same ? chosen : targetOf(targets, target.provider());
    String model = provider(target).model();
    return (same || settings.failover().acrossProviders())
        && Objects.equals(modelOf(target, model), modelOf(written, model));
  }

  /** Writes the last decision as JSON: its candidates with the parts of their costs. */
  public String explain(Decision decision, Demand demand) {
    return new Explanation(settings).of(decision, candidates, scored, demand, seed);
  }

  /** The candidates of the last decision, with their costs and hits; not to be changed. */
  public Candidates candidates() {
    return candidates;
  }

  /** Turns since a candidate's last one, as the last decision found them. */
  public int turns(int candidate) {
    return scored == null ? 0 : scored.turns(candidates, candidate);
  }

  /** What the second policy would have done, or {@code null} where none is configured. */
  public Shadow shadow() {
    return shadow;
  }

  private RouteRule rule(ModelRoute route, Ask ask) {
    for (int i = 0; i < route.rules().size(); i++) {
      RouteRule rule = route.rules().get(i);
      if (ask.demand().promptTokens >= rule.promptTokensFrom()
          && ask.demand().promptTokens < rule.promptTokensBelow()
          && (rule.tenant() == null || rule.tenant().equals(ask.tenant()))
          && hasHeaders(rule.headers(), ask.headers())) {
        return rule;
      }
    }
    return null;
  }

  private static boolean hasHeaders(List<HeaderMatch> wanted, Ask.Headers headers) {
    for (int i = 0; i < wanted.size(); i++) {
      if (!wanted.get(i).value().equals(headers.get(wanted.get(i).name()))) {
        return false;
      }
    }
    return true;
  }

  private int split(RouteRule rule, Ask ask) {
    switch (rule.splitBy()) {
      case RANDOM:
        return rule.draw(draw.next());
      case USER:
        return rule.draw(ask.user() == 0 ? draw.next() : ask.user());
      case SESSION:
        return rule.draw(ask.demand().session == 0 ? draw.next() : ask.demand().session);
      default:
        return -1;
    }
  }

  /** The policy that a client names; an unknown one changes nothing. */
  private static PolicySettings named(String strategy, PolicySettings otherwise) {
    int policy = Policies.find(strategy);
    return policy < 0
        ? otherwise
        : new PolicySettings(Policies.name(policy), Policies.standard(policy));
  }

  private Policy policy(PolicySettings wanted) {
    Policy policy = policies.get(wanted);
    if (policy == null) {
      policy = create(wanted);
      if (resumed != null) {
        policy.resume(resumed);
      }
      policies.put(wanted, policy);
    }
    return policy;
  }

  private static Policy create(PolicySettings wanted) {
    return Policies.create(wanted.name(), wanted.parameters());
  }

  private Provider provider(RouteTarget target) {
    return settings.providers().get(target.provider());
  }

  private long youngest(boolean whole) {
    long now = candidates.now();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < candidates.count(); i++) {
      Endpoint endpoint = candidates.get(i);
      least = Math.min(least, whole ? endpoint.loadAgeMillis(now) : endpoint.ageMillis(now));
    }
    return least;
  }

  private boolean knowsAny() {
    for (int i = 0; i < candidates.count(); i++) {
      if (!Double.isNaN(candidates.get(i).load())) {
        return true;
      }
    }
    return false;
  }

  private boolean seenAny() {
    for (int i = 0; i < candidates.count(); i++) {
      Own own = candidates.get(i).own();
      if (own.inFlight() > 0
          || !Double.isNaN(own.averages().firstByte())
          || own.health().errors(candidates.now()) > 0) {
        return true;
      }
    }
    return false;
  }

  private DegradeLevel level(boolean usable) {
    if (!usable) {
      return DegradeLevel.LOCAL;
    }
    return age <= settings.freshForMillis() ? DegradeLevel.FRESH : DegradeLevel.AGED;
  }

  private double trust(boolean usable) {
    if (!usable) {
      return 0;
    }
    double span = Math.max(1, settings.staleAfterMillis() - settings.freshForMillis());
    return Math.max(0, Math.min(1, (settings.staleAfterMillis() - age) / span));
  }

  /** Draws by the configured weights, the first of equal ones; answers the width. */
  private double weights() {
    int count = candidates.count();
    double sum = 0;
    boolean equal = true;
    for (int i = 0; i < count; i++) {
      sum += candidates.weight(i);
      equal &= candidates.weight(i) == candidates.weight(0);
    }
    double left = equal ? 0 : draw.unit() * sum;
    boolean drawn = false;
    for (int i = 0; i < count; i++) {
      boolean here = !drawn && left < Math.max(1, candidates.weight(i));
      left -= candidates.weight(i);
      drawn |= here;
      candidates.cost(i, here ? 0 : 1 + i);
    }
    return -1;
  }
}
