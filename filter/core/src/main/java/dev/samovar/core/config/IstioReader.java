package dev.samovar.core.config;

import dev.samovar.core.config.RouteRule.Split;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the Istio LLM filter's dialect as its guide has it, into the records of the native one.
 *
 * <p>Each rule is a provider named by {@code scene_name}; rules of equal scene and cluster are the
 * same one, and the agent knows it by its cluster. Of a model's rules those with more headers go
 * first, as the filter's own code sorts them. Each subset is a target with its labels and adapter.
 * {@code chain_name}, {@code route_name}, {@code weight} and {@code log} are known to that code
 * alone and passed over.
 */
final class IstioReader {
  static final String MODELS = "modelMappingRule";
  static final String LOADS = "lbMappingRule";
  static final String ALGORITHM = "algorithm";
  private static final String STANDARD = "inference_lb";
  private static final String PERCENT = "candidatePercent 5 1 100 percent";
  private static final String BACKEND = "triton";
  private static final String AIGW = "aigw";

  /** Places in that policy's table of parameters. */
  private static final int CACHE = 0;

  private static final int REQUESTS = 1;
  private static final int PREFILL = 2;
  private static final int CANDIDATES = 3;

  private final List<Provider> providers = new ArrayList<>();
  private final Map<String, Integer> indices = new HashMap<>();
  private final List<ModelRoute> models = new ArrayList<>();
  private final PolicySettings policy;
  private boolean cached;

  IstioReader(Section in, Environment environment) {
    Section holder = in.holderOf(ALGORITHM);
    PolicySettings named =
        PolicyReader.named(
            holder,
            holder.where(ALGORITHM),
            holder.string(ALGORITHM, STANDARD),
            PolicyReader.of(STANDARD));
    cached = MetadataCentre.isTrue(environment, "METADATA_CENTER_CACHE_ENABLED");
    double[] parameters = named.parameters().clone();
    if (!cached && named.name().equals(AIGW)) {
      parameters[CACHE] = 0;
    }
    policy = new PolicySettings(named.name(), parameters);
    Section rules = in.part(MODELS);
    Section loads = in.part(LOADS);
    for (String model : rules.names()) {
      Section rule = rules.member(model);
      if (rule != null) {
        models.add(
            new ModelRoute(
                model,
                List.of(),
                rules(rule, model),
                loads.isSet(model) ? load(loads.member(model), named) : null));
        rule.warnOfUnknown();
      }
    }
    if (rules.names().isEmpty() && in.isObject(MODELS)) {
      in.wrong(MODELS, "missing or empty; name at least one model");
    }
    for (String model : loads.names()) {
      if (!rules.isSet(model)) {
        loads.warn(loads.at(model), "is for no model of model_mapping_rule");
      }
    }
  }

  List<Provider> providers() {
    return providers;
  }

  List<ModelRoute> models() {
    return models;
  }

  /** The policy of models without a rule in {@code lb_mapping_rule}. */
  PolicySettings policy() {
    return policy;
  }

  /** Whether any model's score looks at caches. */
  boolean looksAtCaches() {
    return cached;
  }

  private List<RouteRule> rules(Section in, String model) {
    List<RouteRule> out = new ArrayList<>();
    List<Section> parts = in.parts("rules");
    if (!in.has("rules") || in.isEmptyList("rules")) {
      in.wrong("rules", "missing or empty; give a rule");
    }
    for (Section part : parts) {
      if (part == null) {
        continue;
      }
      RouteRule rule = rule(part, model);
      int place = out.size();
      while (place > 0 && out.get(place - 1).headers().size() < rule.headers().size()) {
        place--;
      }
      ModelsReader.warnOfCovered(part, out, place, rule);
      out.add(place, rule);
    }
    return out;
  }

  private RouteRule rule(Section in, String model) {
    String scene = Names.value(in, "sceneName", "leave it out to use the model's");
    String cluster = in.required("cluster", "the proxy's cluster, outbound|port||host");
    if (!Names.isValue(cluster)) {
      in.wrong("cluster", "must be printable, it travels in a header");
    }
    int provider = provider(scene == null ? model : scene, cluster, in.string("backend", BACKEND));
    List<HeaderMatch> headers = new ArrayList<>();
    for (Section part : in.parts("headers")) {
      if (part != null) {
        String key = part.required("key", "a header's name");
        if (!key.isEmpty() && Names.isHeader(part, part.where("key"), key)) {
          headers.add(new HeaderMatch(Names.lower(key), part.string("value", "")));
        }
        part.warnOfUnknown();
      }
    }
    List<RouteTarget> targets = new ArrayList<>();
    for (Section part : in.parts("subset")) {
      if (part != null) {
        String lora = Names.value(part, "lora", "leave it out for no adapter");
        targets.add(new RouteTarget(provider, 1, 0, part.labels("labels"), lora, lora));
        part.passOver("name weight");
        part.warnOfUnknown();
      }
    }
    if (targets.isEmpty()) {
      targets.add(new RouteTarget(provider, 1, 0, List.of(), null, null));
    }
    in.passOver("chainName routeName weight");
    in.warnOfUnknown();
    return new RouteRule(headers, null, 0, Integer.MAX_VALUE, targets, Split.NONE);
  }

  private int provider(String scene, String cluster, String backend) {
    int next = providers.size();
    Integer known = indices.putIfAbsent(scene + "\n" + cluster, next);
    if (known != null) {
      return known;
    }
    providers.add(
        new Provider(scene, scene, null, List.of(), 1, 0, null, cluster, backend, cluster));
    return next;
  }

  /** A flag that is left out is off, as in the filter's own code; a weight has its default. */
  private PolicySettings load(Section in, PolicySettings plain) {
    if (in == null) {
      return null;
    }
    boolean[] aware = in.flags("loadAwareEnable cacheAwareEnable");
    boolean load = aware[0];
    boolean cache = aware[1];
    int percent = in.integers(PERCENT)[0];
    double requests = in.number("requestLoadWeight", 1, 0, 1e6);
    double prefill = in.number("prefillLoadWeight", 3, 0, 1e6);
    double caches = in.number("cacheRadioWeight", 2, 0, 1e6);
    in.warnOfUnknown();
    if (!plain.name().equals(AIGW)) {
      in.warn(in.path(), "is for algorithm inference_lb alone; " + plain.name() + " ignores it");
      return null;
    }
    cached |= cache && caches > 0;
    double[] parameters = plain.parameters().clone();
    parameters[CACHE] = cache ? caches : 0;
    parameters[REQUESTS] = load ? requests : 0;
    parameters[PREFILL] = load ? prefill : 0;
    parameters[CANDIDATES] = percent;
    return new PolicySettings(AIGW, parameters);
  }
}
