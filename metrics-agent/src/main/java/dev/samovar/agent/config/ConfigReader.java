package dev.samovar.agent.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.samovar.agent.map.Engine;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Reads the YAML (or JSON) document into an {@link AgentConfig}. One pass finds every error. Fields
 * of the filter's half of the document are passed over.
 */
public final class ConfigReader {
  private static final Set<String> ROOT =
      Texts.set(
          "listen",
          "redis",
          "scrape",
          "providers",
          "engines",
          "load",
          "agents",
          "exchange",
          "eds",
          "metadataCenter");
  private static final Set<String> SCRAPE = Texts.set("interval", "timeout");
  private static final Set<String> AGENTS = Texts.set("id", "lease");
  private static final Set<String> EXCHANGE = Texts.set("token", "interval", "tls");
  private static final Set<String> EDS = Texts.set("file", "directory", "listen", "tls");

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
    return new Pass(overrides, directory).read(Document.read(file));
  }

  /**
   * Reads a document; an empty one is all defaults.
   *
   * @param name begins the message about a document that cannot be parsed
   * @throws ConfigException with every error
   */
  public Loaded read(String name, String document, Overrides overrides) {
    return new Pass(overrides, Path.of("").toAbsolutePath()).read(Document.parse(name, document));
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
      root.isMapOf(ROOT, FilterFields.ROOT);
      HostPort listen =
          overrides
              .scalar(root.at("listen"), Setting.LISTEN, HostPort::parse)
              .orElse(new HostPort("127.0.0.1", 10080));
      Optional<RedisConfig> redis = new RedisReader(overrides, uriCheck).read(root);
      ScrapeConfig scrape = scrape(root.at("scrape"));
      Map<String, Engine> own = MappingsReader.engines(root.at("engines"));
      Set<String> known = new TreeSet<>(engines);
      known.addAll(own.keySet());
      List<Provider> providers =
          new ProvidersReader(known, access, base).read(root.at("providers"));
      AgentConfig config =
          new AgentConfig(
              listen,
              keyPrefix(root, redis),
              redis,
              scrape,
              providers,
              own,
              MappingsReader.load(root.at("load")),
              agents(root.at("agents")),
              exchange(root.at("exchange")),
              eds(root.at("eds"), providers),
              new MetadataCenterReader(environment).read(root.at("metadataCenter")));
      if (!problems.errors().isEmpty()) {
        throw new ConfigException(problems.errors(), problems.warnings());
      }
      return new Loaded(config, problems.warnings());
    }

    /** The filter's field counts without a store too; what is wrong with it was noted there. */
    private String keyPrefix(Field root, Optional<RedisConfig> redis) {
      String filters = RedisReader.keyPrefix(root).node().asText("");
      return redis
          .map(RedisConfig::keyPrefix)
          .orElse(filters.isBlank() ? RedisConfig.DEFAULT_KEY_PREFIX : filters);
    }

    private ScrapeConfig scrape(Field scrape) {
      scrape.isMapOf(SCRAPE);
      return new ScrapeConfig(
          overrides
              .duration(scrape.at("interval"), Setting.SCRAPE_INTERVAL, 10, 3_600_000)
              .orElse(ScrapeConfig.DEFAULT_INTERVAL),
          overrides
              .duration(scrape.at("timeout"), Setting.SCRAPE_TIMEOUT, 1, 60_000)
              .orElse(ScrapeConfig.DEFAULT_TIMEOUT));
    }

    private FleetConfig agents(Field agents) {
      agents.isMapOf(AGENTS);
      return new FleetConfig(
          agents.at("id").parsed(Texts::agentId).orElseGet(ConfigReader::ownId),
          agents.at("lease").duration(200, 60_000).orElse(FleetConfig.DEFAULT_LEASE));
    }

    private ExchangeConfig exchange(Field exchange) {
      exchange.isMapOf(EXCHANGE);
      return new ExchangeConfig(
          access.secret(exchange.at("token")),
          exchange.at("interval").duration(50, 10_000).orElse(ExchangeConfig.DEFAULT_INTERVAL),
          serverTls(exchange.at("tls")));
    }

    private Optional<TlsConfig> serverTls(Field field) {
      Optional<TlsConfig> tls = access.tls(field);
      if (tls.isPresent() && (tls.get().certificate().isEmpty() || tls.get().key().isEmpty())) {
        field.error("must have certificate and key");
      }
      return tls;
    }

    private EdsConfig eds(Field eds, List<Provider> providers) {
      eds.isMapOf(EDS);
      Optional<Path> file = eds.at("file").parsed(this::path);
      Optional<Path> directory = eds.at("directory").parsed(this::path);
      List<String> found =
          providers.stream().filter(p -> !p.targets().isEmpty()).map(Provider::name).toList();
      if (file.isPresent() && directory.isPresent()) {
        eds.at("file").error("stands beside eds.directory; keep one");
      } else if (file.isPresent() && found.size() > 1) {
        eds.at("file")
            .error(
                "must be of one provider, targets are of "
                    + String.join(", ", found)
                    + "; eds.directory has a file for each");
      }
      Optional<HostPort> listen = eds.at("listen").parsed(HostPort::parse);
      Optional<TlsConfig> tls = serverTls(eds.at("tls"));
      boolean shut =
          tls.flatMap(TlsConfig::ca).isPresent() || listen.isEmpty() || listen.get().isLoopback();
      if (!shut) {
        eds.at("listen").error("must be a loopback address unless tls names the ca of the peers");
      }
      return new EdsConfig(file, directory, listen, tls);
    }

    private Path path(String text) {
      return base.resolve(Texts.notEmpty(text)).normalize();
    }
  }

  /** The host's name where it is known, and enough chance to be unique among restarts. */
  private static String ownId() {
    String host = System.getenv().getOrDefault("HOSTNAME", "agent").replaceAll("[^\\w.-]", "-");
    String random = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    return (host.isEmpty() ? "agent" : host.substring(0, Math.min(48, host.length())))
        + "-"
        + random;
  }
}
