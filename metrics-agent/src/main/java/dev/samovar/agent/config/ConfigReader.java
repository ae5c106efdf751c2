package dev.samovar.agent.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Reads the YAML (or JSON) document into an {@link AgentConfig}. One pass finds every error. Fields
 * that belong to the filter's half of the document are known and passed over. Longer than other
 * classes, because the rules of one document read best in one place, in the document's order.
 */
public final class ConfigReader {
  private static final long MAX_FILE_BYTES = 1 << 20;
  private static final Set<String> ROOT =
      fields(
          "listen",
          "redis",
          "scrape",
          "providers",
          "models",
          "policy",
          "agentCluster",
          "bodyRouting",
          "freshness");
  private static final Set<String> REDIS = fields("uri", "keyPrefix", "timeout", "cluster");
  private static final Set<String> SCRAPE = fields("interval", "timeout");
  private static final Set<String> PROVIDER =
      fields("name", "key", "engine", "targets", "model", "labels", "weight");
  private static final Set<String> TARGET = fields("static");

  private final Set<String> engines;
  private final UriCheck uriCheck;

  /**
   * @param engines the engines that the agent has a mapping for
   */
  public ConfigReader(Set<String> engines, UriCheck uriCheck) {
    this.engines = new TreeSet<>(engines);
    this.uriCheck = uriCheck;
  }

  /**
   * Reads a file.
   *
   * @throws ConfigException with every error
   */
  public Loaded read(Path file, Overrides overrides) {
    return read(file.toString(), fileText(file), overrides);
  }

  /**
   * Reads a document; an empty one is all defaults.
   *
   * @param name begins the message about a document that cannot be parsed
   * @throws ConfigException with every error
   */
  public Loaded read(String name, String document, Overrides overrides) {
    return new Pass(overrides).read(parse(name, document));
  }

  private static String fileText(Path file) {
    try {
      if (Files.size(file) > MAX_FILE_BYTES) {
        throw unusable(file + ": must be at most 1 MiB");
      }
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw unusable(file + ": no such file");
    } catch (CharacterCodingException e) {
      throw unusable(file + ": must be UTF-8");
    } catch (IOException e) {
      String why = Files.isDirectory(file) ? "a directory" : e.getClass().getSimpleName();
      throw unusable(file + ": cannot be read (" + why + ")");
    }
  }

  private static ConfigException unusable(String error) {
    return new ConfigException(List.of(error), List.of());
  }

  private static JsonNode parse(String name, String document) {
    ObjectMapper mapper =
        new ObjectMapper(new YAMLFactory()).enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
    try {
      JsonNode node = mapper.readTree(document);
      return node == null ? MissingNode.getInstance() : node;
    } catch (JsonProcessingException e) {
      JsonLocation at = e.getLocation();
      String where = at == null ? "" : ":" + at.getLineNr() + ":" + at.getColumnNr();
      throw unusable(name + where + ": " + firstLine(e));
    }
  }

  /** The parser's words without the excerpt of the document, which may hold a secret. */
  private static String firstLine(JsonProcessingException e) {
    String message = e.getOriginalMessage();
    if (message.startsWith("Duplicate field")) {
      return message;
    }
    String first = message.lines().findFirst().orElse("");
    return "must be YAML or JSON: " + first.replaceAll("['\"`].*['\"`]", "…");
  }

  /** One reading of one document. */
  private final class Pass {
    private final Overrides overrides;
    private final Problems problems = new Problems();

    Pass(Overrides overrides) {
      this.overrides = overrides;
      overrides.warnings().forEach(w -> problems.warnings().add(w));
    }

    Loaded read(JsonNode document) {
      Field root = Field.root(document, problems);
      root.isMapOf(ROOT);
      HostPort listen =
          scalar(root.at("listen"), Setting.LISTEN, HostPort::parse)
              .orElse(new HostPort("127.0.0.1", 10080));
      Optional<RedisConfig> redis = redis(root.at("redis"));
      ScrapeConfig scrape = scrape(root.at("scrape"));
      List<Provider> providers = providers(root.at("providers"));
      if (!problems.errors().isEmpty()) {
        throw new ConfigException(problems.errors(), problems.warnings());
      }
      return new Loaded(new AgentConfig(listen, redis, scrape, providers), problems.warnings());
    }

    private Optional<RedisConfig> redis(Field redis) {
      boolean named = redis.isMapOf(REDIS) || overrides.get(Setting.REDIS_URI).isPresent();
      boolean cluster = cluster(redis.at("cluster"));
      Optional<SecretUri> uri = uri(redis.at("uri"), cluster);
      Optional<String> prefix =
          scalar(redis.at("keyPrefix"), Setting.REDIS_KEY_PREFIX, ConfigReader::notEmpty);
      Optional<Duration> timeout = duration(redis.at("timeout"), Setting.REDIS_TIMEOUT, 1, 60_000);
      return named
          ? Optional.of(
              new RedisConfig(
                  uri.orElse(SecretUri.of(RedisConfig.DEFAULT_URI)),
                  prefix.orElse(RedisConfig.DEFAULT_KEY_PREFIX),
                  timeout.orElse(RedisConfig.DEFAULT_TIMEOUT),
                  cluster))
          : Optional.empty();
    }

    private boolean cluster(Field field) {
      Optional<Overrides.Value> override = overrides.get(Setting.REDIS_CLUSTER);
      if (override.isPresent()) {
        Overrides.Value v = override.get();
        return Field.parse(v.origin(), v.text(), ConfigReader::bool, problems).orElse(false);
      }
      return field.bool().orElse(false);
    }

    private Optional<SecretUri> uri(Field field, boolean cluster) {
      Optional<Overrides.Value> override = overrides.get(Setting.REDIS_URI);
      String path = override.map(Overrides.Value::origin).orElse(field.path());
      Optional<SecretUri> uri =
          override.map(Overrides.Value::text).or(field::text).map(SecretUri::of);
      uri.ifPresent(
          u -> {
            try {
              uriCheck.check(u, cluster);
            } catch (IllegalArgumentException e) {
              problems.error(path, e.getMessage());
            }
          });
      return uri;
    }

    private ScrapeConfig scrape(Field scrape) {
      scrape.isMapOf(SCRAPE);
      return new ScrapeConfig(
          duration(scrape.at("interval"), Setting.SCRAPE_INTERVAL, 10, 3_600_000)
              .orElse(ScrapeConfig.DEFAULT_INTERVAL),
          duration(scrape.at("timeout"), Setting.SCRAPE_TIMEOUT, 1, 60_000)
              .orElse(ScrapeConfig.DEFAULT_TIMEOUT));
    }

    private List<Provider> providers(Field list) {
      List<Provider> providers = new ArrayList<>();
      Map<String, String> names = new HashMap<>();
      Map<String, String> keys = new HashMap<>();
      for (Field field : list.entries()) {
        if (!field.isMapOf(PROVIDER)) {
          if (field.isAbsent()) {
            field.error("must be a map, is nothing");
          }
          continue;
        }
        Optional<String> name = field.at("name").parsed(ConfigReader::notEmpty);
        if (field.at("name").isAbsent()) {
          field.at("name").error("is missing; every provider needs its name");
        }
        Optional<String> key =
            field.at("key").isAbsent() ? name : field.at("key").parsed(ConfigReader::notEmpty);
        boolean fresh = name.isEmpty() || unique(field.at("name"), name.get(), names);
        // Where the key is the name's, a repeated name is one mistake and not two.
        if (key.isPresent() && (fresh || !field.at("key").isAbsent())) {
          unique(field.at("key"), key.get(), keys);
        }
        Optional<String> engine = field.at("engine").parsed(this::engine);
        List<Discovery> targets = targets(field.at("targets"));
        providers.add(
            new Provider(
                name.orElse(""), key.orElse(""), engine.orElse(Provider.DEFAULT_ENGINE), targets));
      }
      return providers;
    }

    private List<Discovery> targets(Field list) {
      List<Discovery> targets = new ArrayList<>();
      Map<String, String> seen = new HashMap<>();
      for (Field field : list.entries()) {
        if (field.isAbsent()) {
          field.error("must be a map with one of: static; is nothing");
        } else if (field.isMapOf(TARGET)) {
          if (field.at("static").isAbsent()) {
            field.error("must have one of: static");
          }
          targets.add(new Discovery.Static(addresses(field.at("static"), seen)));
        }
      }
      return targets;
    }

    private List<HostPort> addresses(Field list, Map<String, String> seen) {
      List<HostPort> addresses = new ArrayList<>();
      for (Field field : list.entries()) {
        if (field.isAbsent()) {
          field.error("must be host:port, is nothing");
        }
        field
            .parsed(ConfigReader::target)
            .ifPresent(
                address -> {
                  unique(field, address.toString(), seen);
                  addresses.add(address);
                });
      }
      return addresses;
    }

    /** Notes an error and gives false when the value is there already. */
    private boolean unique(Field field, String value, Map<String, String> seen) {
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

    private Optional<Duration> duration(
        Field field, Setting setting, long minMillis, long maxMillis) {
      if (field.node().isNumber() && overrides.get(setting).isEmpty()) {
        field.error(
            "the number "
                + field.node().asText()
                + " has no unit; write \""
                + field.node().asText()
                + "ms\"");
        return Optional.empty();
      }
      return scalar(field, setting, text -> between(Durations.parse(text), minMillis, maxMillis));
    }

    private <T> Optional<T> scalar(Field field, Setting setting, Function<String, T> parser) {
      Optional<Overrides.Value> override = overrides.get(setting);
      return override.isPresent()
          ? Field.parse(override.get().origin(), override.get().text(), parser, problems)
          : field.parsed(parser);
    }
  }

  private static Duration between(Duration d, long minMillis, long maxMillis) {
    Duration min = Duration.ofMillis(minMillis);
    Duration max = Duration.ofMillis(maxMillis);
    if (d.compareTo(min) < 0 || d.compareTo(max) > 0) {
      throw new IllegalArgumentException(
          "must be between " + Durations.format(min) + " and " + Durations.format(max));
    }
    return d;
  }

  private static HostPort target(String text) {
    HostPort address = HostPort.parse(text);
    if (address.port() == 0) {
      throw new IllegalArgumentException("port must be 1 to 65535");
    }
    return address;
  }

  private static String notEmpty(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("must not be empty");
    }
    return text;
  }

  private static boolean bool(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("must be true or false");
    };
  }

  private static Set<String> fields(String... names) {
    return new LinkedHashSet<>(List.of(names));
  }
}
