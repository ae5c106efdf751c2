package dev.samovar.agent.discover;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.samovar.agent.scrape.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The endpoints as Envoy's file-based EDS reads them: one cluster load assignment per provider,
 * named as the provider, with {@code provider}, {@code engine} and {@code labels} as endpoint
 * metadata under {@value #NAMESPACE}. The file is moved into place, which Envoy's watch needs. A
 * provider is left out until all its sources have answered once, so that a restart of the agent
 * takes no endpoint from Envoy; Envoy wants addresses, so a target named by host is left out too.
 */
public final class EdsFile {
  public static final String NAMESPACE = "samovar";
  private static final Logger LOG = LoggerFactory.getLogger(EdsFile.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TYPE =
      "type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment";

  private final Path file;
  private boolean failing;

  public EdsFile(Path file) {
    this.file = file;
  }

  /** Writes the list; a failure is logged once and keeps the old file. */
  public synchronized void write(Targets targets) {
    Path next = file.resolveSibling(file.getFileName() + ".next");
    try {
      if (file.getParent() != null) {
        Files.createDirectories(file.getParent());
      }
      Files.writeString(next, text(targets));
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      failing = false;
    } catch (IOException e) {
      if (!failing) {
        failing = true;
        LOG.atWarn()
            .addKeyValue("file", file)
            .addKeyValue("reason", e.getClass().getSimpleName())
            .log("endpoints for Envoy cannot be written, the old file counts");
      }
    }
  }

  static String text(Targets targets) {
    ObjectNode document = JSON.createObjectNode();
    ArrayNode resources = JSON.createArrayNode();
    Map<String, ArrayNode> byProvider = new HashMap<>();
    for (String provider : targets.complete()) {
      ObjectNode assignment = resources.addObject();
      assignment.put("@type", TYPE).put("cluster_name", provider);
      ArrayNode endpoints = assignment.putArray("endpoints").addObject().putArray("lb_endpoints");
      byProvider.put(provider, endpoints);
    }
    for (Target target : targets.all()) {
      ArrayNode endpoints = byProvider.get(target.provider());
      if (endpoints == null) {
        continue;
      }
      if (!target.address().isAddress()) {
        LOG.atWarn().addKeyValue("target", target).log("no address, left out of Envoy's endpoints");
        continue;
      }
      ObjectNode endpoint = endpoints.addObject();
      endpoint
          .putObject("endpoint")
          .putObject("address")
          .putObject("socket_address")
          .put("address", target.address().host())
          .put("port_value", target.address().port());
      ObjectNode metadata =
          endpoint.putObject("metadata").putObject("filter_metadata").putObject(NAMESPACE);
      metadata.put("provider", target.provider()).put("engine", target.engine().name());
      ObjectNode labels = metadata.putObject("labels");
      new TreeMap<>(target.labels()).forEach(labels::put);
    }
    document.put("version_info", Integer.toHexString(resources.toString().hashCode()));
    document.set("resources", resources);
    return document.toPrettyString() + "\n";
  }
}
