package dev.samovar.cli.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import dev.samovar.cli.document.Place;
import dev.samovar.core.config.Configuration;
import dev.samovar.core.config.ConfigurationReader;
import dev.samovar.core.config.Environment;
import dev.samovar.core.config.Placement;
import dev.samovar.core.config.ReadResult;
import dev.samovar.core.config.Rule;
import dev.samovar.core.config.Settings;
import java.util.ArrayList;
import java.util.List;

/**
 * A plugin configuration and what it is written in.
 *
 * @param place of the configuration
 * @param json its text
 * @param host what hands it to the filter
 * @param holderPlace of what stands around it
 * @param holder what stands around it, such as Envoy's {@code PluginConfig}; missing for a file
 * @param result what the filter's own reader says of it
 */
public record Plugin(
    Place place,
    String json,
    JsonNode node,
    Host host,
    Place holderPlace,
    JsonNode holder,
    ReadResult result) {

  /** What hands a configuration to the filter. */
  public enum Host {
    /** A file of its own. */
    FILE,
    /** Envoy's own wasm filter. */
    ENVOY,
    /** Envoy's Go filter, which Samovar takes the place of. */
    GO_FILTER,
    /** Istio's WasmPlugin. */
    ISTIO,
    /** Higress' WasmPlugin. */
    HIGRESS,
    /** Envoy Gateway's EnvoyExtensionPolicy. */
    ENVOY_GATEWAY
  }

  /**
   * Reads a configuration.
   *
   * @param environment where {@code env:NAME} is looked up
   */
  static Plugin of(
      Place place,
      String json,
      JsonNode node,
      Host host,
      Place holderPlace,
      JsonNode holder,
      Environment environment) {
    ReadResult result = ConfigurationReader.read(json, environment);
    return new Plugin(place, json, node, host, holderPlace, holder, result);
  }

  /** The checked configuration, or {@code null} where it is refused. */
  public Configuration configuration() {
    return result.configuration();
  }

  /** Whether it decides; a refused one counts by what it says itself. */
  public boolean isRouter() {
    return configuration() == null
        ? !node.path("placement").asText().equals("upstream")
        : configuration().placement() == Placement.ROUTER;
  }

  /** All settings, those of the rules too; none where it is refused. */
  public List<Settings> settings() {
    List<Settings> out = new ArrayList<>();
    if (configuration() != null) {
      if (configuration().global() != null) {
        out.add(configuration().global());
      }
      for (Rule rule : configuration().rules()) {
        out.add(rule.settings());
      }
    }
    return out;
  }

  /** Whether Envoy's own configuration stands around it. */
  public boolean isInEnvoy() {
    return host == Host.ENVOY;
  }
}
