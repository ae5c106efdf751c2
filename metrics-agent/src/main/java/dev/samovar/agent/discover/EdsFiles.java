package dev.samovar.agent.discover;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.samovar.agent.config.AgentConfig;
import dev.samovar.agent.config.Provider;
import dev.samovar.agent.scrape.Target;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The endpoints as Envoy's file-based EDS reads them: a file with one cluster load assignment for
 * each provider, named as the provider, with {@code provider}, {@code engine} and {@code labels} as
 * endpoint metadata under {@value #NAMESPACE}. Envoy refuses a file with two of them.
 *
 * <p>A file is moved into place, which Envoy's watch needs, and only where something changed. Until
 * all sources of a provider have answered once its file stays as it was, so that a restart of the
 * agent takes no endpoint from Envoy; where there is none, one without an assignment is written,
 * for Envoy wants to see a file at its start. Files of providers that are gone are left alone.
 * Envoy wants addresses, so a target named by host is left out.
 */
public final class EdsFiles {
  public static final String NAMESPACE = "samovar";
  private static final Logger LOG = LoggerFactory.getLogger(EdsFiles.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TYPE =
      "type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment";
  private static final String PLAIN =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.";
  private static final int LONGEST_NAME = 200;
  private static final int KEPT_OF_LONG = 120;

  private final Map<String, Path> files;
  private final Map<Path, String> written = new HashMap<>();
  private final Set<Path> failing = new HashSet<>();
  private final Set<String> named = new HashSet<>();

  /**
   * Begins.
   *
   * @param files by the provider's name
   */
  public EdsFiles(Map<String, Path> files) {
    this.files = Map.copyOf(files);
    files.values().stream().filter(file -> !Files.exists(file)).forEach(f -> put(f, text(null)));
  }

  /** The files that a configuration asks for; none where it asks for none. */
  public static EdsFiles of(AgentConfig config) {
    Map<String, Path> files = new HashMap<>();
    for (Provider provider : config.providers()) {
      if (!provider.targets().isEmpty()) {
        config.eds().file().ifPresent(file -> files.put(provider.name(), file));
        config
            .eds()
            .directory()
            .ifPresent(d -> files.put(provider.name(), d.resolve(fileName(provider.name()))));
      }
    }
    return new EdsFiles(files);
  }

  /**
   * A provider's file: its name and {@code .json}, with every byte but letters, digits, {@code -},
   * {@code _} and inner dots as {@code %} and two digits; of a long one the beginning, {@code ~}
   * and a digest. Different names give different files.
   */
  public static String fileName(String provider) {
    byte[] bytes = provider.getBytes(StandardCharsets.UTF_8);
    StringBuilder out = new StringBuilder();
    for (byte b : bytes) {
      if (PLAIN.indexOf(b) < 0 || out.length() == 0 && b == '.') {
        out.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
      } else {
        out.append((char) b);
      }
    }
    if (out.length() > LONGEST_NAME) {
      out.setLength(KEPT_OF_LONG);
      out.append('~').append(digest(bytes));
    }
    return out + ".json";
  }

  private static String digest(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Writes what changed; a failure is logged once, and the old file stays. */
  public synchronized void write(Targets targets) {
    for (String provider : targets.complete()) {
      Path file = files.get(provider);
      if (file != null) {
        put(file, text(assignment(provider, targets)));
      }
    }
  }

  private void put(Path file, String text) {
    if (text.equals(written.get(file))) {
      return;
    }
    Path next = file.resolveSibling(file.getFileName() + ".next");
    try {
      if (file.getParent() != null) {
        Files.createDirectories(file.getParent());
      }
      Files.writeString(next, text);
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      written.put(file, text);
      failing.remove(file);
    } catch (IOException e) {
      if (failing.add(file)) {
        LOG.atWarn()
            .addKeyValue("file", file)
            .addKeyValue("reason", e.getClass().getSimpleName())
            .log("endpoints for Envoy cannot be written, the old file counts");
      }
    }
  }

  private static String text(ObjectNode assignment) {
    ObjectNode document = JSON.createObjectNode();
    ArrayNode resources = JSON.createArrayNode();
    if (assignment != null) {
      resources.add(assignment);
    }
    document.put("version_info", Integer.toHexString(resources.toString().hashCode()));
    document.set("resources", resources);
    return document.toPrettyString() + "\n";
  }

  private ObjectNode assignment(String provider, Targets targets) {
    ObjectNode assignment = JSON.createObjectNode();
    assignment.put("@type", TYPE).put("cluster_name", provider);
    ArrayNode endpoints = assignment.putArray("endpoints").addObject().putArray("lb_endpoints");
    for (Target target : targets.all()) {
      if (!target.provider().equals(provider)) {
        continue;
      }
      if (!target.address().isAddress()) {
        if (named.add(target.id())) {
          LOG.atWarn()
              .addKeyValue("target", target)
              .log("no address, left out of Envoy's endpoints");
        }
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
    return assignment;
  }
}
