package dev.samovar.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.samovar.core.config.ConfigurationReader;
import dev.samovar.core.config.ReadResult;
import dev.samovar.core.config.Settings;
import dev.samovar.core.config.Settings.BodyRouting;
import dev.samovar.core.config.Settings.Freshness;
import dev.samovar.core.decision.Reading;
import dev.samovar.envoy.Endpoints;
import dev.samovar.envoy.Gateway;
import dev.samovar.envoy.HostPort;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The configurations that the filters get. */
final class FilterConfiguration {

  /** The policy that chooses among providers by the numbers in the store, never an endpoint. */
  static final String OF_PROVIDERS = "least-load";

  private static final String AGENT_CLUSTER = "agent";

  /** A variant's setting that is not one of the filter: in which spelling the rest is written. */
  private static final String DIALECT = "dialect";

  /** Endpoints are shared out among so many providers at most. */
  private static final int MOST_PROVIDERS = 4;

  private FilterConfiguration() {}

  static int providers(Variant variant) {
    return Math.min(MOST_PROVIDERS, variant.endpoints());
  }

  /** Our filter's, with the settings of the variant. */
  static String of(Variant variant) {
    return Json.compact(document(variant));
  }

  /** The same, but that a request may ask for its decision. */
  static String explaining(Variant variant) {
    return Json.compact(document(variant).put("allowExplain", true));
  }

  private static ObjectNode document(Variant variant) {
    ObjectNode out = Json.object();
    out.put("agentCluster", AGENT_CLUSTER);
    // A decision is logged at debug level by default, which the proxy does not print.
    ArrayNode providers = providers(providers(variant));
    if (!variant.settings().has(DIALECT)) {
      // Without a word of engines it would be the guide's, which knows of no endpoints.
      providers.forEach(provider -> ((ObjectNode) provider).put("engine", "vllm"));
    }
    out.set("providers", providers);
    out.setAll(variant.settings());
    out.remove(DIALECT);
    return out;
  }

  /** What the filter reads there. */
  static Settings settings(Variant variant) {
    ReadResult result = ConfigurationReader.read(of(variant));
    if (!result.problems().isEmpty()) {
      throw new BenchException(variant.name() + ": " + result.problems());
    }
    return result.configuration().global();
  }

  /** Whether its decisions ask which endpoint holds a prompt's beginning. */
  static boolean indexesPrefixes(Variant variant) {
    Settings settings = settings(variant);
    return settings.bodyRouting() == BodyRouting.HOLD && Reading.of(settings).prefix();
  }

  static boolean asksForEachRequest(Variant variant) {
    return variant.isOurs() && settings(variant).freshness() == Freshness.REQUEST;
  }

  /** A peer's: the call that it repeats, or two providers. */
  static String ofPeer(Variant variant) {
    if (variant.settings().has("call")) {
      return variant.settings().get("call").asText();
    }
    ObjectNode out = Json.object();
    out.put("cluster", AGENT_CLUSTER);
    out.set("providers", providers(2));
    return Json.compact(out);
  }

  /** The proxy that users run; endpoint i is of provider i modulo their number. */
  static Gateway gateway(
      Variant variant, String configuration, Path wasm, int agentPort, List<HostPort> endpoints) {
    List<Gateway.Provider> providers = new ArrayList<>();
    for (int i = 0; i < providers(variant); i++) {
      Set<HostPort> its = new LinkedHashSet<>();
      for (int k = i; k < endpoints.size(); k += providers(variant)) {
        its.add(endpoints.get(k));
      }
      providers.add(new Gateway.Provider("p" + i, new Endpoints.Listed(new ArrayList<>(its))));
    }
    return new Gateway(
        HostPort.local(0),
        HostPort.local(0),
        new Gateway.Agent(List.of(AGENT_CLUSTER), HostPort.local(agentPort)),
        Gateway.Plugin.of(wasm.toString(), configuration),
        providers,
        Optional.empty());
  }

  private static ArrayNode providers(int count) {
    ArrayNode out = Json.MAPPER.createArrayNode();
    for (int i = 0; i < count; i++) {
      out.addObject().put("name", "p" + i).put("key", "k" + i).put("model", "model-" + i);
    }
    return out;
  }
}
