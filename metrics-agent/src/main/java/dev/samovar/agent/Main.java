package dev.samovar.agent;

import ch.qos.logback.classic.Level;
import dev.samovar.agent.config.AgentConfig;
import dev.samovar.agent.config.ConfigException;
import dev.samovar.agent.config.ConfigReader;
import dev.samovar.agent.config.Effective;
import dev.samovar.agent.config.Loaded;
import dev.samovar.agent.config.Overrides;
import dev.samovar.agent.config.Setting;
import dev.samovar.agent.log.Format;
import dev.samovar.agent.log.Logging;
import dev.samovar.agent.map.Engines;
import dev.samovar.agent.store.RedisUris;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The command line. Exit codes: 0 after a stop by signal or a good check, 1 for a configuration or
 * an address that cannot be used, 2 for wrong usage.
 */
@Command(
    name = "samovar-agent",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = "Keeps the load of LLM providers ready for the filter in Envoy.",
    footer = {
      "",
      "A flag wins over its environment variable (SAMOVAR_AGENT_LISTEN, SAMOVAR_AGENT_REDIS_URI, …),",
      "that one over the file, the file over the default."
    })
public final class Main implements Callable<Integer> {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "YAML or JSON; without it, defaults.")
  private Path config;

  @Option(names = "--check-config", description = "Only check: exit 0, or 1 with every error.")
  private boolean checkConfig;

  @Option(
      names = "--log-format",
      paramLabel = "json|text",
      description = "Default: ${DEFAULT-VALUE}.")
  private Format logFormat = Format.JSON;

  @Option(
      names = "--log-level",
      paramLabel = "debug|info|warn|error",
      description = "Default: ${DEFAULT-VALUE}.")
  private LogLevel logLevel = LogLevel.INFO;

  @Option(names = "--listen", paramLabel = "HOST:PORT", description = "Port 0 takes a free one.")
  private String listen;

  @Option(
      names = "--redis-uri",
      paramLabel = "URI",
      description = "Shown in process lists: a password belongs into the environment or the file.")
  private String redisUri;

  @Option(
      names = "--redis-key-prefix",
      paramLabel = "TEXT",
      description = "Keys read for a filter begin with it.")
  private String redisKeyPrefix;

  @Option(
      names = "--redis-timeout",
      paramLabel = "DURATION",
      description = "Deadline of one read, such as 500ms.")
  private String redisTimeout;

  @Option(
      names = "--redis-cluster",
      paramLabel = "true|false",
      description = "Whether the URI names nodes of a Redis Cluster.")
  private String redisCluster;

  @Option(
      names = "--scrape-interval",
      paramLabel = "DURATION",
      description = "From one scrape of a target to the next.")
  private String scrapeInterval;

  @Option(
      names = "--scrape-timeout",
      paramLabel = "DURATION",
      description = "Deadline of one scrape.")
  private String scrapeTimeout;

  /** How much is logged. */
  enum LogLevel {
    DEBUG,
    INFO,
    WARN,
    ERROR
  }

  public static void main(String[] args) {
    System.exit(run(args));
  }

  /** Runs the command line and returns its exit code; returns after a stop only when tested. */
  static int run(String... args) {
    return new CommandLine(new Main()).setCaseInsensitiveEnumValuesAllowed(true).execute(args);
  }

  @Override
  public Integer call() throws InterruptedException {
    Engines engines = Engines.builtIn();
    Loaded loaded;
    try {
      ConfigReader reader = new ConfigReader(engines.names(), RedisUris::check);
      Overrides overrides = Overrides.of(flags(), System.getenv());
      loaded =
          config == null ? reader.read("(no file)", "", overrides) : reader.read(config, overrides);
    } catch (ConfigException e) {
      warn(e.warnings());
      e.errors().forEach(System.err::println);
      return 1;
    }
    if (checkConfig) {
      warn(loaded.warnings());
      List<String> errors = Agent.check(loaded.config());
      errors.forEach(System.err::println);
      return errors.isEmpty() ? 0 : 1;
    }
    return serve(loaded, engines);
  }

  private static void warn(List<String> warnings) {
    warnings.forEach(w -> System.err.println("warning: " + w));
  }

  private int serve(Loaded loaded, Engines engines) throws InterruptedException {
    AgentConfig config = loaded.config();
    Logging.masker().hide(config.secrets());
    Logging.start(logFormat, Level.toLevel(logLevel.name()));
    Logger log = LoggerFactory.getLogger(Main.class);
    LoggingEventBuilder line = log.atInfo().addKeyValue("version", Version.text());
    Effective.of(config).forEach(line::addKeyValue);
    line.log("configuration");
    loaded.warnings().forEach(warning -> log.warn("{}", warning));
    Agent agent;
    try {
      agent = new Agent(config, engines, Version.text());
    } catch (IOException e) {
      System.err.println(e.getMessage());
      return 1;
    }
    // A signal alone would end the JVM with 128 + its number; a graceful stop is a success.
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  try {
                    agent.close();
                    System.out.flush();
                  } finally {
                    Runtime.getRuntime().halt(0);
                  }
                },
                "stop"));
    new CountDownLatch(1).await();
    return 0;
  }

  private Map<Setting, String> flags() {
    Map<Setting, String> flags = new EnumMap<>(Setting.class);
    List<String> given =
        Arrays.asList(
            listen,
            redisUri,
            redisKeyPrefix,
            redisTimeout,
            redisCluster,
            scrapeInterval,
            scrapeTimeout);
    for (Setting setting : Setting.values()) {
      String text = given.get(setting.ordinal());
      if (text != null) {
        flags.put(setting, text);
      }
    }
    return flags;
  }
}
