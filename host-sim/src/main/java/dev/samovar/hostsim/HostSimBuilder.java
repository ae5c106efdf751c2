package dev.samovar.hostsim;

import dev.samovar.proxywasm.LogLevel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Settings of a simulator; each says its default. Longer than most files: one method a setting. */
public final class HostSimBuilder {
  GuestModule guest;
  byte[] configuration = new byte[0];
  byte[] upstreamConfiguration;
  byte[] vmConfiguration = new byte[0];
  String name = "filter";
  String rootId = "";
  String vmId = "";
  Profile profile = Profile.ENVOY;
  Boolean holdsHeaders;
  FailurePolicy failurePolicy = FailurePolicy.FAIL_CLOSED;
  Duration reloadBackOff = Duration.ofMillis(100);
  LogLevel logLevel = LogLevel.INFO;
  Limits limits = Limits.DEFAULT;
  int workers = 1;
  boolean mainThread;
  int bufferLimit = 1 << 20;
  int retries;
  long seed = 1;
  Set<String> clusters;
  Function<Headers, String> routes = headers -> null;
  BiFunction<Headers, String, List<Endpoint>> endpoints = (headers, cluster) -> List.of();
  private final List<HostSim> built = new ArrayList<>();
  final List<String> environment = new ArrayList<>();
  final Map<String, byte[]> properties = new HashMap<>();
  final Map<String, ForeignFunction> foreignFunctions = new HashMap<>();
  final Map<String, CalloutHandler> handlers = new HashMap<>();
  final Map<String, LocalReply> directResponses = new HashMap<>();
  final Set<FaultKind> allowed = EnumSet.noneOf(FaultKind.class);

  HostSimBuilder() {}

  /** The filter; must be given. */
  public HostSimBuilder guest(GuestModule guest) {
    this.guest = guest;
    return this;
  }

  /** The plugin's configuration; empty by default. */
  public HostSimBuilder configuration(String text) {
    configuration = text.getBytes(StandardCharsets.UTF_8);
    return this;
  }

  /** The plugin's configuration as bytes. */
  public HostSimBuilder configuration(byte[] bytes) {
    configuration = bytes.clone();
    return this;
  }

  /** Puts the filter into the upstream filter chain too, with this configuration. */
  public HostSimBuilder upstreamConfiguration(String text) {
    upstreamConfiguration = text.getBytes(StandardCharsets.UTF_8);
    return this;
  }

  /** The VM's configuration; empty by default. */
  public HostSimBuilder vmConfiguration(String text) {
    vmConfiguration = text.getBytes(StandardCharsets.UTF_8);
    return this;
  }

  /** Name, root id and VM id of the plugin; {@code filter} and two empty ones by default. */
  public HostSimBuilder plugin(String name, String rootId, String vmId) {
    this.name = name;
    this.rootId = rootId;
    this.vmId = vmId;
    return this;
  }

  /** Which host; {@link Profile#ENVOY} by default. */
  public HostSimBuilder profile(Profile profile) {
    this.profile = profile;
    return this;
  }

  /** {@code allow_on_headers_stop_iteration}; by default what the profile says. */
  public HostSimBuilder allowOnHeadersStopIteration(boolean allow) {
    holdsHeaders = allow;
    return this;
  }

  /** What follows a trap; {@link FailurePolicy#FAIL_CLOSED} by default, as in Envoy. */
  public HostSimBuilder failurePolicy(FailurePolicy policy) {
    failurePolicy = policy;
    return this;
  }

  /** The least time between two reloads after a trap; 100 ms by default. */
  public HostSimBuilder reloadBackOff(Duration backOff) {
    reloadBackOff = backOff;
    return this;
  }

  /** The least severe level that is kept; info by default, as in Envoy. */
  public HostSimBuilder logLevel(LogLevel level) {
    logLevel = level;
    return this;
  }

  /** Bounds of the guest; {@link Limits#DEFAULT} by default. */
  public HostSimBuilder limits(Limits limits) {
    this.limits = limits;
    return this;
  }

  /**
   * Worker threads, one VM each; 1 by default. More than one adds the main thread's VM, which ticks
   * too.
   */
  public HostSimBuilder workers(int count) {
    if (count < 1) {
      throw new IllegalArgumentException("workers: must be at least 1, was " + count);
    }
    workers = count;
    return this;
  }

  /** Simulates the main thread's VM beside a single worker too. */
  public HostSimBuilder mainThread(boolean simulate) {
    mainThread = simulate;
    return this;
  }

  /** Bytes that may be held of a body; 1 MiB by default, as in Envoy. */
  public HostSimBuilder bufferLimit(int bytes) {
    bufferLimit = bytes;
    return this;
  }

  /** How often the router tries again, after 5xx or a broken connection; 0 by default. */
  public HostSimBuilder retries(int count) {
    retries = count;
    return this;
  }

  /** Seed of all randomness; 1 by default. */
  public HostSimBuilder seed(long seed) {
    this.seed = seed;
    return this;
  }

  /** The clusters that can be called; any by default. */
  public HostSimBuilder clusters(String... names) {
    clusters = Set.of(names);
    return this;
  }

  /**
   * Which cluster a request goes to, by its headers: asked when it arrives, and again after the
   * filter changed a request header or cleared the route cache. No cluster by default.
   */
  public HostSimBuilder routes(Function<Headers, String> routes) {
    this.routes = routes;
    return this;
  }

  /** A route of that name has no cluster: the router answers by itself. */
  public HostSimBuilder directResponse(String route, int status, String body) {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    directResponses.put(
        route, new LocalReply(status, "direct_response", new Headers(), bytes, -1, false));
    return this;
  }

  /** The hosts that attempts go to, in order, by the request's headers and cluster. */
  public HostSimBuilder endpoints(BiFunction<Headers, String, List<Endpoint>> endpoints) {
    this.endpoints = endpoints;
    return this;
  }

  /** The hosts that attempts go to, in order; none named by default. */
  public HostSimBuilder endpoints(Endpoint... endpoints) {
    List<Endpoint> all = List.of(endpoints);
    return endpoints((headers, cluster) -> all);
  }

  /** An environment variable of the VM. */
  public HostSimBuilder environment(String variable, String value) {
    environment.add(variable + "=" + value);
    return this;
  }

  /** A property that every stream and root sees: {@code property("v", "node", "id")}. */
  public HostSimBuilder property(String value, String... path) {
    properties.put(Properties.key(List.of(path)), Properties.text(value));
    return this;
  }

  /** The same as bytes. */
  public HostSimBuilder property(byte[] value, String... path) {
    properties.put(Properties.key(List.of(path)), value.clone());
    return this;
  }

  /** A foreign function beside Envoy's own. */
  public HostSimBuilder foreignFunction(String function, ForeignFunction body) {
    foreignFunctions.put(function, body);
    return this;
  }

  /** Answers the calls to a cluster, from the start on. */
  public HostSimBuilder onCallout(String cluster, CalloutHandler handler) {
    handlers.put(cluster, handler);
    return this;
  }

  /** Does not fail the test for these faults. */
  public HostSimBuilder allow(FaultKind... kinds) {
    allowed.addAll(List.of(kinds));
    return this;
  }

  /**
   * Starts the filter.
   *
   * @throws StartException where the filter refuses its configuration
   * @throws ModuleException where a module cannot be loaded
   */
  public HostSim build() {
    if (guest == null) {
      throw new IllegalStateException("guest: must be given, see Guests");
    }
    HostSim sim = new HostSim(this);
    built.add(sim);
    return sim;
  }

  /** The simulators that this built, in order. */
  public List<HostSim> built() {
    return List.copyOf(built);
  }

  Plugin plugin(byte[] bytes, boolean upstream) {
    return new Plugin(name, rootId, bytes, upstream);
  }
}
