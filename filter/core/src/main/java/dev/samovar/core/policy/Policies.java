package dev.samovar.core.policy;

import dev.samovar.core.text.Decimal;

/**
 * All policies by name, with their parameters.
 *
 * <p>Names of other products are accepted as aliases where the rule is the same. Of AIBrix' names
 * these are not, because nothing here decides as they say: {@code least-busy-time}, {@code
 * least-utilization}, {@code load-balance}, {@code prefix-cache-preble}, {@code vtc-basic}, {@code
 * pd} and those that begin with {@code slo}.
 */
public final class Policies {
  /** A policy a line: its name, then its aliases. */
  private static final String[] NAMES = {
    "expected-wait",
    "random",
    "round-robin roundrobin round_robin",
    "weighted",
    "least-request least_request global_least_request",
    "power-of-two p2c power_of_two",
    "least-load",
    "least-kv-cache least-gpu-cache",
    "least-latency",
    "throughput",
    "prefix-cache prefix_cache",
    "session session-affinity",
    "aigw inference_lb",
    "llm-d",
    "higress ai-endpoint-picker",
    "adaptive",
    "cost",
    "sglang cache_aware cache-aware",
  };

  private static final String[] PARAMETERS = {
    ExpectedWait.PARAMETERS,
    "",
    "",
    "",
    "",
    "",
    "",
    "",
    LeastLatency.PARAMETERS,
    "",
    PrefixCache.PARAMETERS,
    Session.PARAMETERS,
    Aigw.PARAMETERS,
    LlmD.PARAMETERS,
    Higress.PARAMETERS,
    Adaptive.PARAMETERS,
    Cheapest.PARAMETERS,
    SgLang.PARAMETERS,
  };

  /**
   * One parameter of a policy.
   *
   * @param name in camelCase
   * @param standard its value where none is given
   * @param least smallest that is accepted
   * @param most largest that is accepted
   */
  public record Parameter(String name, double standard, double least, double most) {}

  private Policies() {}

  /** How many there are. */
  public static int count() {
    return NAMES.length;
  }

  /** A policy's own name. */
  public static String name(int policy) {
    String names = NAMES[policy];
    int end = names.indexOf(' ');
    return end < 0 ? names : names.substring(0, end);
  }

  /** The number of a policy by its name or an alias, -1 where there is none. */
  public static int find(String name) {
    for (int i = 0; i < NAMES.length; i++) {
      if (name.indexOf(' ') < 0
          && !name.isEmpty()
          && (' ' + NAMES[i] + ' ').contains(' ' + name + ' ')) {
        return i;
      }
    }
    return -1;
  }

  /** The parameters of a policy, in the order in which {@link #create} takes them. */
  public static Parameter[] parameters(int policy) {
    String table = PARAMETERS[policy];
    int count = 0;
    for (int i = 0; i < table.length(); i++) {
      if (table.charAt(i) == ' ') {
        count++;
      }
    }
    Parameter[] out = new Parameter[count / 3];
    int at = 0;
    for (int i = 0; i < out.length; i++) {
      int name = table.indexOf(' ', at);
      int standard = table.indexOf(' ', name + 1);
      int least = table.indexOf(' ', standard + 1);
      int most = table.indexOf(';', least + 1);
      if (most < 0) {
        most = table.length();
      }
      out[i] =
          new Parameter(
              table.substring(at, name),
              Decimal.parse(table.substring(name + 1, standard)),
              Decimal.parse(table.substring(standard + 1, least)),
              Decimal.parse(table.substring(least + 1, most)));
      at = most + 1;
    }
    return out;
  }

  /** The standard values of a policy's parameters. */
  public static double[] standard(int policy) {
    Parameter[] table = parameters(policy);
    double[] out = new double[table.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = table[i].standard();
    }
    return out;
  }

  /**
   * A new policy, for one worker.
   *
   * @param name its name or an alias
   * @param parameters complete and within their ranges, or {@code null} for the standard ones
   * @throws IllegalArgumentException where there is no such policy, or not so many parameters
   */
  public static Policy create(String name, double[] parameters) {
    int policy = find(name);
    if (policy < 0) {
      throw new IllegalArgumentException(name + ": no policy has this name");
    }
    double[] standard = standard(policy);
    double[] p = parameters == null ? standard : parameters;
    if (p.length != standard.length) {
      throw new IllegalArgumentException(
          name + ": " + p.length + " parameters, " + standard.length + " are right");
    }
    switch (policy) {
      case 0:
        return new ExpectedWait(p);
      case 1:
        return new RandomChoice();
      case 2:
        return new RoundRobin();
      case 3:
        return new Weighted();
      case 4:
        return new LeastRequest();
      case 5:
        return new PowerOfTwo();
      case 6:
        return new LeastLoad();
      case 7:
        return new LeastKvCache();
      case 8:
        return new LeastLatency(p);
      case 9:
        return new Throughput();
      case 10:
        return new PrefixCache(p);
      case 11:
        return new Session(p);
      case 12:
        return new Aigw(p);
      case 13:
        return new LlmD(p);
      case 14:
        return new Higress(p);
      case 15:
        return new Adaptive(p);
      case 16:
        return new Cheapest(p);
      default:
        return new SgLang(p);
    }
  }
}
