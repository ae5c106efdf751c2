package dev.samovar.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.samovar.envoy.Gateway;
import dev.samovar.envoy.HostPort;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The configurations that the filters get. */
final class FilterConfiguration {

  private static final String AGENT_CLUSTER = "agent";

  /** Endpoints are shared out among so many providers at most. */
  private static final int MOST_PROVIDERS = 4;

  private FilterConfiguration() {}

  static int providers(Variant variant) {
    return Math.min(MOST_PROVIDERS, variant.endpoints());
  }

  /** Our filter's, with the settings of the variant. */
  static String of(Variant variant) {
    ObjectNode out = Json.object();
    out.put("agentCluster", AGENT_CLUSTER);
    // A decision is logged at debug level by default, which the proxy does not print.
    out.set("providers", providers(providers(variant)));
    out.setAll(variant.settings());
    return Json.compact(out);
  }

  static boolean asksForEachRequest(Variant variant) {
    return "request".equals(variant.settings().path("freshness").asText());
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

  /** The proxy that users run, with all providers at one server. */
  static Gateway gateway(Variant variant, Path wasm, int agentPort, int upstreamPort) {
    List<Gateway.Provider> providers = new ArrayList<>();
    for (int i = 0; i < providers(variant); i++) {
      providers.add(new Gateway.Provider("p" + i, HostPort.local(upstreamPort)));
    }
    return new Gateway(
        HostPort.local(0),
        HostPort.local(0),
        new Gateway.Agent(List.of(AGENT_CLUSTER), HostPort.local(agentPort)),
        Gateway.Plugin.of(wasm.toString(), of(variant)),
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
