package dev.samovar.agent.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.samovar.agent.map.Engine;
import dev.samovar.agent.map.Load;
import dev.samovar.agent.map.Mapping;
import dev.samovar.agent.map.Signal;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
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
          "engines",
          "load",
          "agents",
          "exchange",
          "eds",
          "metadataCenter",
          "models",
          "policy",
          "agentCluster",
          "bodyRouting",
          "freshness");
  private static final Set<String> REDIS =
      fields("uri", "keyPrefix", "timeout", "cluster", "namespace");
  private static final Set<String> SCRAPE = fields("interval", "timeout");
  private static final Set<String> AGENTS = fields("id", "lease");
  private static final Set<String> EXCHANGE = fields("token", "interval", "tls");
  private static final Set<String> EDS = fields("file");
  private static final Set<String> METADATA_CENTER = fields("enabled", "port");

  private final Set<String> engines;
  private final UriCheck uriCheck;
  private final Map<String, String> environment;

  /**
   * @param engines the engines that the agent has a mapping for
   */
  public ConfigReader(Set<String> engines, UriCheck uriCheck) {
    this(engines, uriCheck, System.getenv());
  }

  /**
   * @param environment where {@code env:NAME} is looked up
   */
  public ConfigReader(Set<String> engines, UriCheck uriCheck, Map<String, String> environment) {
    this.engines = new TreeSet<>(engines);
    this.uriCheck = uriCheck;
    this.environment = Map.copyOf(environment);
  }

  /**
   * Reads a file.
   *
   * @throws ConfigException with every error
   */
  public Loaded read(Path file, Overrides overrides) {
    Path directory = file.toAbsolutePath().getParent();
    return new Pass(overrides, directory).read(parse(file.toString(), fileText(file)));
  }

  /**
   * Reads a document; an empty one is all defaults.
   *
   * @param name begins the message about a document that cannot be parsed
   * @throws ConfigException with every error
   */
  public Loaded read(String name, String document, Overrides overrides) {
    return new Pass(overrides, Path.of("").toAbsolutePath()).read(parse(name, document));
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
    private final Path base;
    private final AccessReader access;

    Pass(Overrides overrides, Path base) {
      this.overrides = overrides;
      this.base = base;
      this.access = new AccessReader(environment, base);
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
      Map<String, Engine> own = engines(root.at("engines"));
      Set<String> known = new TreeSet<>(engines);
      known.addAll(own.keySet());
      List<Provider> providers = providers(root.at("providers"), known);
      AgentConfig config =
          new AgentConfig(
              listen,
              redis,
              scrape,
              providers,
              own,
              load(root.at("load")),
              agents(root.at("agents")),
              exchange(root.at("exchange")),
              eds(root.at("eds")),
              metadataCenter(root.at("metadataCenter")));
      if (!problems.errors().isEmpty()) {
        throw new ConfigException(problems.errors(), problems.warnings());
      }
      return new Loaded(config, problems.warnings());
    }

    private Optional<RedisConfig> redis(Field redis) {
      boolean named = redis.isMapOf(REDIS) || overrides.get(Setting.REDIS_URI).isPresent();
      boolean cluster = cluster(redis.at("cluster"));
      Optional<SecretUri> uri = uri(redis.at("uri"), cluster);
      Optional<String> prefix =
          scalar(redis.at("keyPrefix"), Setting.REDIS_KEY_PREFIX, ConfigReader::notEmpty);
      Optional<Duration> timeout = duration(redis.at("timeout"), Setting.REDIS_TIMEOUT, 1, 60_000);
      Optional<String> namespace = redis.at("namespace").parsed(ConfigReader::notEmpty);
      return named
          ? Optional.of(
              new RedisConfig(
                  uri.orElse(SecretUri.of(RedisConfig.DEFAULT_URI)),
                  prefix.orElse(RedisConfig.DEFAULT_KEY_PREFIX),
                  timeout.orElse(RedisConfig.DEFAULT_TIMEOUT),
                  cluster,
                  namespace.orElse(RedisConfig.DEFAULT_NAMESPACE)))
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

    private List<Provider> providers(Field list, Set<String> known) {
      return new ProvidersReader(known, access, base).read(list);
    }

    private Map<String, Engine> engines(Field field) {
      Map<String, Engine> own = new LinkedHashMap<>();
      if (!field.isAbsent() && !field.node().isObject()) {
        field.error("must be a map, is " + field.kind());
        return own;
      }
      Mapping mapping = new Mapping(problems::error);
      field
          .node()
          .properties()
          .forEach(
              e ->
                  own.put(
                      e.getKey(),
                      mapping.read(e.getKey(), field.at(e.getKey()).path(), e.getValue())));
      return own;
    }

    private Load load(Field field) {
      if (field.isAbsent()) {
        return Load.DEFAULT;
      }
      Map<Signal, Double> weights = new EnumMap<>(Signal.class);
      if (!field.node().isObject() || field.node().isEmpty()) {
        field.error("must be a map of signals and their weights, such as { waiting: 1 }");
      } else {
        field
            .node()
            .properties()
            .forEach(
                e -> {
                  Field at = field.at(e.getKey());
                  Optional<Signal> signal = Signal.of(e.getKey());
                  if (signal.isEmpty()) {
                    at.error("must be one of: " + Mapping.allSignals());
                  } else if (!e.getValue().isNumber()
                      || !Double.isFinite(e.getValue().doubleValue())) {
                    at.error("must be a number, is " + at.kind());
                  } else {
                    weights.put(signal.get(), e.getValue().doubleValue());
                  }
                });
      }
      return new Load(weights);
    }

    private FleetConfig agents(Field agents) {
      agents.isMapOf(AGENTS);
      return new FleetConfig(
          agents.at("id").parsed(ConfigReader::agentId).orElseGet(ConfigReader::ownId),
          duration(agents.at("lease"), 200, 60_000).orElse(FleetConfig.DEFAULT_LEASE));
    }

    private ExchangeConfig exchange(Field exchange) {
      exchange.isMapOf(EXCHANGE);
      return new ExchangeConfig(
          access.secret(exchange.at("token")),
          duration(exchange.at("interval"), 50, 10_000).orElse(ExchangeConfig.DEFAULT_INTERVAL),
          serverTls(exchange.at("tls")));
    }

    private Optional<TlsConfig> serverTls(Field field) {
      Optional<TlsConfig> tls = access.tls(field);
      if (tls.isPresent() && (tls.get().certificate().isEmpty() || tls.get().key().isEmpty())) {
        field.error("must have certificate and key");
      }
      return tls;
    }

    private Optional<Path> eds(Field eds) {
      eds.isMapOf(EDS);
      return eds.at("file").parsed(text -> base.resolve(notEmpty(text)).normalize());
    }

    /** The filter's own variables switch it on, so that both sides read the same ones. */
    private MetadataCenterConfig metadataCenter(Field field) {
      field.isMapOf(METADATA_CENTER);
      boolean enabled =
          field
              .at("enabled")
              .bool()
              .orElse("true".equalsIgnoreCase(environment.get("METADATA_CENTER_ENABLED")));
      OptionalInt port = port(field.at("port"), "metadataCenter.port");
      String variable = environment.get("METADATA_CENTER_PORT");
      if (port.isEmpty() && enabled && variable != null) {
        port = port(Field.root(TextNode.valueOf(variable), problems), "METADATA_CENTER_PORT");
      }
      if (enabled && "true".equalsIgnoreCase(environment.get("METADATA_CENTER_CACHE_ENABLED"))) {
        problems.warning(
            "METADATA_CENTER_CACHE_ENABLED",
            "its queries are not public and not answered; the filter's own prefix index knows");
      }
      return new MetadataCenterConfig(enabled, port);
    }

    private OptionalInt port(Field field, String path) {
      if (field.isAbsent()) {
        return OptionalInt.empty();
      }
      String text = field.node().isValueNode() ? field.node().asText() : "";
      if (!text.matches("\\d{1,5}") || Integer.parseInt(text) > 65_535) {
        problems.error(path, "must be a port, 0 to 65535");
        return OptionalInt.empty();
      }
      return OptionalInt.of(Integer.parseInt(text));
    }

    private Optional<Duration> duration(Field field, long minMillis, long maxMillis) {
      if (field.node().isNumber()) {
        return noUnit(field);
      }
      return field.parsed(text -> between(Durations.parse(text), minMillis, maxMillis));
    }

    private Optional<Duration> noUnit(Field field) {
      String number = field.node().asText();
      field.error("the number " + number + " has no unit; write \"" + number + "ms\"");
      return Optional.empty();
    }

    private Optional<Duration> duration(
        Field field, Setting setting, long minMillis, long maxMillis) {
      if (field.node().isNumber() && overrides.get(setting).isEmpty()) {
        return noUnit(field);
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

  static HostPort target(String text) {
    HostPort address = HostPort.parse(text);
    if (address.port() == 0) {
      throw new IllegalArgumentException("port must be 1 to 65535");
    }
    return address;
  }

  static String notEmpty(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("must not be empty");
    }
    return text;
  }

  private static String agentId(String text) {
    if (!text.matches("[A-Za-z0-9._-]{1,64}")) {
      throw new IllegalArgumentException("must be 1 to 64 letters, digits, dots, - or _");
    }
    return text;
  }

  /** The host's name where it is known, and enough chance to be unique among restarts. */
  private static String ownId() {
    String host = System.getenv().getOrDefault("HOSTNAME", "agent").replaceAll("[^\\w.-]", "-");
    String random = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    return (host.isEmpty() ? "agent" : host.substring(0, Math.min(48, host.length())))
        + "-"
        + random;
  }

  private static boolean bool(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("must be true or false");
    };
  }

  static Set<String> fields(String... names) {
    return new LinkedHashSet<>(List.of(names));
  }
}
