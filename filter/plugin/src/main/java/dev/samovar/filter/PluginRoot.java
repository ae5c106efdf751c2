package dev.samovar.filter;

import dev.samovar.core.config.Configuration;
import dev.samovar.core.config.ConfigurationReader;
import dev.samovar.core.config.Placement;
import dev.samovar.core.config.Problem;
import dev.samovar.core.config.ReadResult;
import dev.samovar.core.config.RequestScope;
import dev.samovar.core.config.Rule;
import dev.samovar.core.config.Settings;
import dev.samovar.core.log.LoggedConfiguration;
import dev.samovar.proxywasm.BufferType;
import dev.samovar.proxywasm.Callout;
import dev.samovar.proxywasm.Host;
import dev.samovar.proxywasm.HttpContext;
import dev.samovar.proxywasm.LogLevel;
import dev.samovar.proxywasm.MapType;
import dev.samovar.proxywasm.RootContext;
import dev.samovar.proxywasm.Status;
import java.util.ArrayList;
import java.util.List;

/** One configured plugin: its configuration, made ready for requests. */
final class PluginRoot extends RootContext {
  private static final int MAX_CONFIGURATION = 4 << 20;

  private final Worker worker;
  private final List<ActiveSettings> rules = new ArrayList<>();
  private Configuration configuration;
  private ActiveSettings global;
  private int configuredPeriod;
  private int period;

  PluginRoot(Host host, Worker worker) {
    super(host);
    this.worker = worker;
  }

  @Override
  public boolean onConfigure(int size) {
    worker.logLevel(readLogLevel());
    if (size > MAX_CONFIGURATION) {
      log(LogLevel.ERROR, "configuration: larger than " + MAX_CONFIGURATION + " bytes");
      return false;
    }
    byte[] text = new byte[size];
    host().readBuffer(BufferType.PLUGIN_CONFIGURATION, 0, text, 0, size);
    if (Replay.isOne(text)) {
      Replay.run(host(), text);
      return false;
    }
    String json = Names.text(text);
    LoggedConfiguration environment =
        new LoggedConfiguration(name -> Names.text(host().environment(Names.utf8(name))));
    ReadResult result = ConfigurationReader.read(json, environment);
    for (Problem problem : result.problems()) {
      LogLevel level = problem.fatal() ? LogLevel.ERROR : LogLevel.WARN;
      log(level, "configuration: " + problem);
    }
    if (result.configuration() == null) {
      int errors = result.errors().size();
      log(
          LogLevel.ERROR,
          "configuration: refused for " + errors + (errors == 1 ? " error" : " errors"));
      return false;
    }
    releaseAll();
    activate(result.configuration(), new SampledDecisions(json, environment));
    return true;
  }

  private void activate(Configuration next, SampledDecisions sampled) {
    configuration = next;
    boolean decides = next.placement() != Placement.UPSTREAM;
    int shortest = Integer.MAX_VALUE;
    if (next.global() != null) {
      global = new ActiveSettings(next.global(), worker, decides, sampled, 0);
      shortest = next.global().refreshMillis();
    }
    for (Rule rule : next.rules()) {
      rules.add(new ActiveSettings(rule.settings(), worker, decides, sampled, rules.size() + 1));
      shortest = Math.min(shortest, rule.settings().refreshMillis());
    }
    if (!decides) {
      worker.seesAttempts(true);
      return;
    }
    configuredPeriod = shortest;
    period = shortest;
    host().setTickPeriod(shortest);
  }

  @Override
  public void onTick() {
    worker.tick(this, host().currentTimeNanos() / 1_000_000);
  }

  @Override
  public HttpContext createStreamContext() {
    if (configuration == null) {
      return null;
    }
    return configuration.placement() == Placement.UPSTREAM
        ? new AttemptStream(host(), worker, this)
        : new RouterStream(host(), worker, this);
  }

  @Override
  public void onDelete() {
    worker.forget(this);
    releaseAll();
  }

  /**
   * The settings of the request whose headers are at hand, or {@code null} where it is none of
   * ours.
   */
  ActiveSettings settingsOfRequest() {
    if (rules.isEmpty()) {
      return global;
    }
    RequestScope scope =
        new RequestScope(
            orEmpty(host().header(MapType.HTTP_REQUEST_HEADERS, Names.AUTHORITY)),
            orEmpty(host().property(Names.ROUTE_NAME)),
            orEmpty(host().property(Names.CLUSTER_NAME)));
    Settings chosen = configuration.settingsOf(scope);
    for (ActiveSettings rule : rules) {
      if (rule.settings() == chosen) {
        return rule;
      }
    }
    return global;
  }

  /** The first settings that know a provider of that name, or {@code null}. */
  ActiveSettings settingsWith(String provider) {
    if (global != null && global.settings().indexOf(provider) >= 0) {
      return global;
    }
    for (ActiveSettings rule : rules) {
      if (rule.settings().indexOf(provider) >= 0) {
        return rule;
      }
    }
    return null;
  }

  /** Starts a call whose answer comes to this root. */
  Status call(byte[] cluster, byte[] headers, byte[] body, int timeoutMillis, Callout callback) {
    return httpCall(cluster, headers, body, timeoutMillis, callback);
  }

  /**
   * Ticks as often as is configured, and at least so often; called from a callback of this root.
   */
  void tickWithin(int millis) {
    int wanted = Math.min(configuredPeriod, millis);
    if (wanted != period) {
      period = wanted;
      host().setTickPeriod(wanted);
    }
  }

  Host proxy() {
    return host();
  }

  LogLevel readLogLevel() {
    return host().logLevel();
  }

  private void releaseAll() {
    if (global != null) {
      global.release(worker);
      global = null;
    }
    for (ActiveSettings rule : rules) {
      rule.release(worker);
    }
    rules.clear();
  }

  private void log(LogLevel level, String text) {
    Log.line(host(), level, text);
  }

  private static String orEmpty(byte[] text) {
    return text == null ? "" : Names.text(text);
  }
}
