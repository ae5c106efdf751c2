package dev.samovar.agent.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Reads the list of providers: names, engines, and where their targets come from. */
final class ProvidersReader {
  private static final Set<String> PROVIDER =
      Texts.set("name", "key", "engine", "targets", "labels");
  private static final List<String> KINDS = List.of("static", "dns", "srv", "file", "kubernetes");
  private static final Set<String> TARGET =
      Texts.set(
          "static",
          "dns",
          "srv",
          "file",
          "kubernetes",
          "scheme",
          "path",
          "headers",
          "bearer",
          "basic",
          "tls");

  private final Set<String> engines;
  private final AccessReader access;
  private final Path base;

  /**
   * @param base what relative files are relative to
   */
  ProvidersReader(Set<String> engines, AccessReader access, Path base) {
    this.engines = new TreeSet<>(engines);
    this.access = access;
    this.base = base;
  }

  List<Provider> read(Field list) {
    List<Provider> providers = new ArrayList<>();
    Map<String, String> names = new HashMap<>();
    Map<String, String> keys = new HashMap<>();
    for (Field field : list.entries()) {
      if (!field.isMapOf(PROVIDER, FilterFields.PROVIDER)) {
        if (field.isAbsent()) {
          field.error("must be a map, is nothing");
        }
        continue;
      }
      Optional<String> name = field.at("name").parsed(Texts::notEmpty);
      if (field.at("name").isAbsent()) {
        field.at("name").error("is missing; every provider needs its name");
      }
      Optional<String> key =
          field.at("key").isAbsent() ? name : field.at("key").parsed(Texts::notEmpty);
      boolean fresh = name.isEmpty() || unique(field.at("name"), name.get(), names);
      // Where the key is the name's, a repeated name is one mistake and not two.
      if (key.isPresent() && (fresh || !field.at("key").isAbsent())) {
        unique(field.at("key"), key.get(), keys);
      }
      Optional<String> engine = field.at("engine").parsed(this::engine);
      List<TargetGroup> targets = targets(field.at("targets"));
      providers.add(
          new Provider(
              name.orElse(""),
              key.orElse(""),
              engine.orElse(Provider.DEFAULT_ENGINE),
              targets,
              labels(field.at("labels"))));
    }
    return providers;
  }

  /** Texts by name; what is no text is the filter's half to complain about. */
  private static Map<String, String> labels(Field field) {
    Map<String, String> labels = new LinkedHashMap<>();
    if (field.node().isObject()) {
      field
          .node()
          .properties()
          .forEach(
              e -> {
                if (e.getValue().isValueNode() && !e.getValue().isNull()) {
                  labels.put(e.getKey(), e.getValue().asText());
                }
              });
    }
    return labels;
  }

  private List<TargetGroup> targets(Field list) {
    List<TargetGroup> targets = new ArrayList<>();
    Map<String, String> seen = new HashMap<>();
    for (Field field : list.entries()) {
      if (field.isAbsent()) {
        field.error("must be a map with one of: " + String.join(", ", KINDS) + "; is nothing");
      } else if (field.isMapOf(TARGET)) {
        List<String> kinds = KINDS.stream().filter(k -> !field.at(k).isAbsent()).toList();
        if (kinds.size() != 1) {
          field.error(
              "must have one of: "
                  + String.join(", ", KINDS)
                  + (kinds.isEmpty() ? "" : "; has " + String.join(" and ", kinds)));
        }
        Access how = access.read(field);
        for (String kind : kinds) {
          discovery(kind, field.at(kind), seen)
              .ifPresent(found -> targets.add(new TargetGroup(found, how)));
        }
      }
    }
    return targets;
  }

  private Optional<Discovery> discovery(String kind, Field field, Map<String, String> seen) {
    return switch (kind) {
      case "static" -> Optional.of(new Discovery.Static(addresses(field, seen)));
      case "dns" -> field.parsed(Texts::target).map(Discovery.Dns::new);
      case "srv" -> field.parsed(ProvidersReader::serviceName).map(Discovery.Srv::new);
      case "kubernetes" -> new KubernetesReader(access).read(field);
      default -> field.parsed(this::files);
    };
  }

  private List<HostPort> addresses(Field list, Map<String, String> seen) {
    List<HostPort> addresses = new ArrayList<>();
    for (Field field : list.entries()) {
      if (field.isAbsent()) {
        field.error("must be host:port, is nothing");
      }
      field
          .parsed(Texts::target)
          .ifPresent(
              address -> {
                unique(field, address.toString(), seen);
                addresses.add(address);
              });
    }
    return addresses;
  }

  private static String serviceName(String text) {
    if (!text.matches("[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,252})")) {
      throw new IllegalArgumentException("must be a service name, such as _http._tcp.qwen.svc");
    }
    return text;
  }

  private Discovery files(String text) {
    Path path = base.resolve(Texts.notEmpty(text)).normalize();
    Path name = path.getFileName();
    if (name == null || path.getParent() == null || path.getParent().toString().contains("*")) {
      throw new IllegalArgumentException(
          "must be a file, or a directory and a pattern of file names, such as targets/*.json");
    }
    return new Discovery.Files(path.getParent(), name.toString());
  }

  /** Notes an error and gives false when the value is there already. */
  private static boolean unique(Field field, String value, Map<String, String> seen) {
    String first = seen.putIfAbsent(value, field.path());
    if (first != null) {
      field.error("\"" + value + "\" is already at " + first + "; each must be named once");
    }
    return first == null;
  }

  private String engine(String name) {
    if (!engines.contains(name)) {
      throw new IllegalArgumentException("must be one of: " + String.join(", ", engines));
    }
    return name;
  }
}
