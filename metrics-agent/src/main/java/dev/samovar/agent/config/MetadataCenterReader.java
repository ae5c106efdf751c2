package dev.samovar.agent.config;

import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/** Reads whether and where the metadata centre's queries are answered. */
final class MetadataCenterReader {
  private static final Set<String> FIELDS = Texts.set("enabled", "port");

  private final Map<String, String> environment;

  MetadataCenterReader(Map<String, String> environment) {
    this.environment = environment;
  }

  /** The filter's own variables switch it on, so that both sides read the same ones. */
  MetadataCenterConfig read(Field field) {
    field.isMapOf(FIELDS);
    boolean enabled =
        field
            .at("enabled")
            .bool()
            .orElse("true".equalsIgnoreCase(environment.get("METADATA_CENTER_ENABLED")));
    OptionalInt port = port(field.at("port"), "metadataCenter.port");
    String variable = environment.get("METADATA_CENTER_PORT");
    if (port.isEmpty() && enabled && variable != null) {
      port = port(Field.root(TextNode.valueOf(variable), field.problems()), "METADATA_CENTER_PORT");
    }
    if (enabled && "true".equalsIgnoreCase(environment.get("METADATA_CENTER_CACHE_ENABLED"))) {
      field
          .problems()
          .warning(
              "METADATA_CENTER_CACHE_ENABLED",
              "its queries are not public and not answered; the filter's own prefix index knows");
    }
    return new MetadataCenterConfig(enabled, port);
  }

  private static OptionalInt port(Field field, String path) {
    if (field.isAbsent()) {
      return OptionalInt.empty();
    }
    String text = field.node().isValueNode() ? field.node().asText() : "";
    if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > 65_535) {
      field.problems().error(path, "must be a port, 0 to 65535");
      return OptionalInt.empty();
    }
    return OptionalInt.of(Integer.parseInt(text));
  }
}
