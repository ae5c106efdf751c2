package dev.samovar.agent.discover;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.samovar.agent.config.Discovery;
import dev.samovar.agent.config.HostPort;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads Prometheus' {@code file_sd} lists. Looks at the files' times instead of asking the system
 * to watch them: a mounted volume is exchanged by a link, which no watch sees. A file that cannot
 * be read keeps what it last said; one that is gone takes its targets with it.
 */
final class FileFinder implements Finder {
  private static final Logger LOG = LoggerFactory.getLogger(FileFinder.class);
  private static final long MAX_BYTES = 4 << 20;
  private static final int MAX_TARGETS = 20_000;
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  private final Discovery.Files files;
  private final Duration again;
  private Map<Path, Read> known = new TreeMap<>();
  private boolean missing;

  private record Read(String stamp, List<Found> found) {}

  FileFinder(Discovery.Files files, Duration again) {
    this.files = files;
    this.again = again;
  }

  @Override
  public synchronized CompletionStage<Finding> find() {
    Map<Path, Read> now = new TreeMap<>();
    try (DirectoryStream<Path> matches =
        Files.newDirectoryStream(files.directory(), files.glob())) {
      for (Path file : matches) {
        read(file, known.get(file), now);
      }
      missing = false;
    } catch (IOException e) {
      if (!missing) {
        missing = true;
        LOG.atWarn().addKeyValue("directory", files.directory()).log("directory cannot be read");
      }
    }
    known = now;
    List<Found> all = now.values().stream().flatMap(r -> r.found().stream()).toList();
    return CompletableFuture.completedFuture(new Finding(all, again));
  }

  private static void read(Path file, Read before, Map<Path, Read> now) {
    String stamp = "";
    try {
      BasicFileAttributes a = Files.readAttributes(file, BasicFileAttributes.class);
      stamp = a.lastModifiedTime() + "/" + a.size() + "/" + a.fileKey();
      if (before != null && before.stamp().equals(stamp)) {
        now.put(file, before);
        return;
      }
      if (a.size() > MAX_BYTES) {
        throw new IllegalArgumentException("must be at most 4 MiB");
      }
      now.put(file, new Read(stamp, parse(YAML.readTree(file.toFile()))));
    } catch (IOException | IllegalArgumentException e) {
      // The words of the parser may hold what is in the file.
      String why = e instanceof IOException ? "must be JSON or YAML" : e.getMessage();
      LOG.atWarn()
          .addKeyValue("file", file)
          .addKeyValue("reason", why)
          .log("targets cannot be read, the last ones count");
      now.put(file, new Read(stamp, before == null ? List.of() : before.found()));
    }
  }

  static List<Found> parse(JsonNode document) {
    if (document == null || !document.isArray()) {
      throw new IllegalArgumentException("must be a list of { targets, labels }");
    }
    Map<HostPort, Found> found = new LinkedHashMap<>();
    List<String> wrong = new ArrayList<>();
    for (JsonNode group : document) {
      if (!group.isObject() || !(group.path("targets").isArray() || !group.has("targets"))) {
        throw new IllegalArgumentException("must be a list of { targets, labels }");
      }
      Map<String, String> labels = new TreeMap<>();
      group
          .path("labels")
          .properties()
          .forEach(
              e -> {
                if (!e.getKey().startsWith("__")) {
                  labels.put(e.getKey(), e.getValue().asText());
                }
              });
      for (JsonNode target : group.path("targets")) {
        try {
          HostPort address = HostPort.parse(target.asText());
          found.putIfAbsent(address, new Found(address, labels));
        } catch (IllegalArgumentException e) {
          wrong.add(target.asText());
        }
      }
    }
    if (!wrong.isEmpty() || found.size() > MAX_TARGETS) {
      throw new IllegalArgumentException(
          wrong.isEmpty()
              ? "must name at most " + MAX_TARGETS + " targets"
              : "every target must be host:port, " + wrong.size() + " are not");
    }
    return List.copyOf(found.values());
  }
}
