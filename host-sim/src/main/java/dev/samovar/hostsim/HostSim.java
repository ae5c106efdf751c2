package dev.samovar.hostsim;

import dev.samovar.proxywasm.LogLevel;
import dev.samovar.proxywasm.MetricType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/**
 * A simulated proxy that runs one filter.
 *
 * <pre>{@code
 * try (HostSim sim = HostSim.builder().guest(Guests.jvm(MyFilter::new)).configuration(json).build();
 *     Stream stream = sim.request("GET", "/").send()) {
 *   assertThat(stream).reachedUpstream().withHeader("x-hello", "world");
 * }
 * }</pre>
 *
 * <p>Nothing happens by itself: every method answers when all that follows from it has happened,
 * and time passes only by {@link #advance}. One simulator belongs to one thread; several may run
 * side by side. Closing it fails the test for the faults that were found, see {@link FaultKind}.
 *
 * <p>Longer than most files because it is the public face of the module.
 */
public final class HostSim implements AutoCloseable {
  private static final Set<FaultKind> FOUND_LATER =
      EnumSet.of(FaultKind.CONTINUED_UNPAUSED, FaultKind.CONTENT_LENGTH);

  final VirtualClock clock = new VirtualClock();
  final Transcript transcript = new Transcript(clock);

  private final HostSimBuilder settings;
  private final SharedStore shared = new SharedStore();
  private final Quota quota;
  private final List<Worker> workers = new ArrayList<>();
  private final List<Stream> streams = new ArrayList<>();
  private final List<HttpCallout> callouts = new ArrayList<>();
  private final List<GrpcCallout> grpcCallouts = new ArrayList<>();
  private final List<RedisCallout> redisCallouts = new ArrayList<>();
  private final Map<String, CalloutHandler> handlers = new HashMap<>();
  private final List<LogLine> logs = new ArrayList<>();
  private final List<Fault> faults = new ArrayList<>();
  private final List<TrapException> traps = new ArrayList<>();
  private final List<String> trapsTold = new ArrayList<>();
  private final Set<FaultKind> allowed = EnumSet.noneOf(FaultKind.class);
  private final Deque<Runnable> events = new ArrayDeque<>();
  private final Deque<Runnable> network = new ArrayDeque<>();
  private final Random random;
  private Plugin routerPlugin;
  private Plugin upstreamPlugin;
  private long ticks;
  private int depth;
  private int nextStream = 1;
  private boolean trapsSeen;
  private boolean closed;
  private HostContext calledContext;
  private String calledCallback;

  HostSim(HostSimBuilder settings) {
    this.settings = settings;
    this.random = new Random(settings.seed);
    this.quota = new Quota(settings.limits);
    this.allowed.addAll(settings.allowed);
    this.handlers.putAll(settings.handlers);
    routerPlugin = settings.plugin(settings.configuration, false);
    upstreamPlugin =
        settings.upstreamConfiguration == null
            ? null
            : settings.plugin(settings.upstreamConfiguration, true);
    int first = settings.workers > 1 || settings.mainThread ? 0 : 1;
    for (int i = first; i <= settings.workers; i++) {
      workers.add(new Worker(this, i));
    }
    operation(() -> workers.forEach(Worker::start));
  }

  /** Settings of a new simulator. */
  public static HostSimBuilder builder() {
    return new HostSimBuilder();
  }

  // ---- streams and workers ----

  /** Starts a request on the first worker; headers are alternating names and values. */
  public RequestBuilder request(String method, String path, String... namesAndValues) {
    return worker(1).request(method, path, namesAndValues);
  }

  /** Opens a TCP connection on the first worker. */
  public Connection connect() {
    return worker(1).connect();
  }

  /** A worker, from 1; 0 is the main thread, where one is simulated. */
  public Worker worker(int index) {
    for (Worker worker : workers) {
      if (worker.index() == index) {
        return worker;
      }
    }
    throw new IllegalArgumentException(
        "worker: there is none with number " + index + ", of " + settings.workers);
  }

  /** All streams so far, in order. */
  public List<Stream> streams() {
    return Collections.unmodifiableList(streams);
  }

  /** The main thread (where it is simulated) and the workers, in order. */
  public List<Worker> workers() {
    return Collections.unmodifiableList(workers);
  }

  // ---- time ----

  /** Lets time pass: ticks, deadlines and delayed answers happen, each at its time. */
  public void advance(Duration by) {
    operation(() -> clock.advance(by, this::settle));
  }

  /** The simulated time; it starts at 2026-01-01T00:00:00Z. */
  public Instant now() {
    return clock.now();
  }

  // ---- callouts ----

  /** Answers the calls to a cluster from now on, as soon as the callback that made them ends. */
  public void onCallout(String cluster, CalloutHandler handler) {
    handlers.put(cluster, handler);
  }

  /** All HTTP callouts so far, in order. */
  public List<HttpCallout> callouts() {
    return Collections.unmodifiableList(callouts);
  }

  /** The HTTP callouts that wait for an answer, oldest first. */
  public List<HttpCallout> pendingCallouts() {
    return callouts.stream().filter(HttpCallout::isPending).toList();
  }

  /** All gRPC callouts so far, in order. */
  public List<GrpcCallout> grpcCallouts() {
    return Collections.unmodifiableList(grpcCallouts);
  }

  /** All Redis callouts so far, in order; only Higress's host has them. */
  public List<RedisCallout> redisCallouts() {
    return Collections.unmodifiableList(redisCallouts);
  }

  // ---- what the filter left behind ----

  /** What the filter logged, at the level of {@link HostSimBuilder#logLevel} or above. */
  public List<LogLine> logs() {
    return Collections.unmodifiableList(logs);
  }

  /** A metric's value; 0 where the filter never defined it. */
  public long metric(String name) {
    for (Metric metric : shared.metrics().values()) {
      if (metric.name().equals(name)) {
        return metric.value();
      }
    }
    return 0;
  }

  /** All metrics, by type and name. */
  public List<Metric> metrics() {
    return List.copyOf(shared.metrics().values());
  }

  /** What a histogram was given. */
  public List<Long> histogram(String name) {
    Metric metric = shared.metrics().get(MetricType.HISTOGRAM + " " + name);
    return metric == null ? List.of() : metric.recorded();
  }

  /** A value of the shared data, or {@code null}. */
  public byte[] sharedData(String key) {
    return shared.get(key.getBytes(StandardCharsets.UTF_8)).value();
  }

  /** Writes shared data, as another VM of the process would. */
  public void setSharedData(String key, byte[] value) {
    shared.set(key.getBytes(StandardCharsets.UTF_8), value, 0);
  }

  /** The VMs that trapped, with the callback that did it. */
  public List<TrapException> traps() {
    trapsSeen = true;
    return Collections.unmodifiableList(traps);
  }

  // ---- configuration ----

  /**
   * Gives the plugin a new configuration, as a hot reload does: it is tried in a VM of its own
   * first; where the filter refuses it there, the old one stays.
   *
   * @return whether it is in force
   */
  public boolean reload(String configuration) {
    Plugin before = routerPlugin;
    routerPlugin = settings.plugin(configuration.getBytes(StandardCharsets.UTF_8), false);
    return reload(before, false);
  }

  /** The same for the upstream placement. */
  public boolean reloadUpstream(String configuration) {
    Plugin before = upstreamPlugin;
    upstreamPlugin = settings.plugin(configuration.getBytes(StandardCharsets.UTF_8), true);
    return reload(before, true);
  }

  private boolean reload(Plugin before, boolean upstream) {
    boolean[] accepted = {false};
    operation(
        () -> {
          Vm canary = new Vm(this, 0);
          canary.start(settings.guest);
          accepted[0] = canary.createRoot(plugin(upstream)) != null;
          if (accepted[0]) {
            workers.forEach(worker -> worker.reconfigure(upstream));
          } else if (upstream) {
            upstreamPlugin = before;
          } else {
            routerPlugin = before;
          }
          canary.abandon();
        });
    return accepted[0];
  }

  // ---- faults ----

  /** The faults found so far. */
  public List<Fault> faults() {
    return Collections.unmodifiableList(faults);
  }

  /** Does not fail the test for these, from now on. */
  public void allow(FaultKind... kinds) {
    allowed.addAll(List.of(kinds));
  }

  /** How many ticks the roots have had. */
  public long ticks() {
    return ticks;
  }

  /** Whether a root has asked for ticks. */
  public boolean isTicking() {
    return workers.stream()
        .flatMap(worker -> worker.vm().roots().stream())
        .anyMatch(root -> root.tick != null);
  }

  /** The shortest period of ticks that a root has asked for, or {@code null} where none has. */
  public Duration tickPeriod() {
    return workers.stream()
        .flatMap(worker -> worker.vm().roots().stream())
        .filter(root -> root.tick != null)
        .map(root -> Duration.ofMillis(root.tickMillis))
        .min(Duration::compareTo)
        .orElse(null);
  }

  void ticked() {
    ticks++;
  }

  /** Everything that happened, one line an event. */
  public String transcript() {
    return transcript.describe(null);
  }

  /**
   * Ends streams and plugins, and fails with a {@link FaultError} for what the guest did wrong; a
   * VM that trapped is no fault of its own where the test has looked at {@link #traps()}.
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    operation(
        () -> {
          for (Stream stream : streams) {
            stream.abort();
          }
        });
    findForgottenCallouts();
    for (String trap : trapsSeen ? List.<String>of() : trapsTold) {
      fault(FaultKind.TRAPPED, trap);
    }
    operation(() -> workers.forEach(Worker::shutdown));
    for (Worker worker : workers) {
      EndChecks.check(this, worker);
    }
    if (!faults.isEmpty()) {
      throw new FaultError(faults, transcript());
    }
  }

  private void findForgottenCallouts() {
    for (HttpCallout callout : callouts) {
      if (callout.isForgotten()) {
        unanswered(callout.toString(), callout.origin());
      }
    }
    for (GrpcCallout callout : grpcCallouts) {
      if (callout.isForgotten()) {
        unanswered(callout.toString(), callout.origin());
      }
    }
    for (RedisCallout callout : redisCallouts) {
      if (callout.isForgotten()) {
        unanswered(callout.toString(), callout.origin());
      }
    }
  }

  private void unanswered(String callout, String origin) {
    fault(FaultKind.CALLOUT_UNANSWERED, callout + ": never answered, made by" + origin);
  }

  // ---- for the rest of the simulator ----

  void fault(FaultKind kind, String what) {
    String message = FOUND_LATER.contains(kind) ? what + lastCallback() : what;
    transcript.add(null, 0, () -> "FAULT " + kind + ": " + message);
    if (!allowed.contains(kind)) {
      faults.add(new Fault(kind, message));
    }
  }

  /** Remembers which callback is called, for what is found only when it has returned. */
  void calls(HostContext context, String callback) {
    calledContext = context;
    calledCallback = callback;
  }

  private String lastCallback() {
    return calledContext == null
        ? ""
        : " (" + calledContext.describe() + ", after " + calledCallback + ")";
  }

  void trapped(Vm vm, HostContext context, TrapException trap) {
    transcript.add(context.stream, vm.worker, () -> "TRAP " + trap.getMessage());
    traps.add(trap);
    trapsTold.add(trap.getMessage() + " (" + context.describe() + ", in " + vm.phase + ")");
    for (Worker worker : workers) {
      if (worker.vm() == vm) {
        worker.trapped();
      }
    }
  }

  /** A trap that the test asked for. */
  void trapped(Worker worker, TrapException trap) {
    trapsSeen = true;
    traps.add(trap);
    worker.trapped();
  }

  /** Runs something a test asked for, and what follows from it. */
  void operation(Runnable action) {
    depth++;
    try {
      action.run();
      if (depth == 1) {
        settle();
      }
    } finally {
      depth--;
    }
  }

  /** Does something as soon as nothing else runs, before news from the network. */
  void post(Runnable event) {
    events.add(event);
  }

  private void settle() {
    while (!events.isEmpty() || !network.isEmpty()) {
      (events.isEmpty() ? network : events).poll().run();
    }
  }

  void called(HttpCallout callout) {
    callouts.add(callout);
    network.add(
        () -> {
          CalloutHandler handler = handlers.get(callout.cluster());
          Answer answer = handler == null || !callout.isPending() ? null : handler.answer(callout);
          if (answer != null) {
            callout.schedule(answer);
          }
        });
  }

  void called(GrpcCallout callout) {
    grpcCallouts.add(callout);
  }

  void called(RedisCallout callout) {
    redisCallouts.add(callout);
  }

  Stream newStream(Worker worker, Map<String, byte[]> properties) {
    Stream stream = new Stream(worker, nextStream++, properties);
    streams.add(stream);
    return stream;
  }

  StartException startFailure(String message, Vm vm) {
    String trap = vm.failure == null ? "" : ": " + vm.failure.getMessage();
    return new StartException(message + trap, logs, vm.failure);
  }

  void log(LogLine line) {
    if (line.level().compareTo(settings.logLevel) >= 0) {
      quota.keep("proxy_log", line.message().length());
      logs.add(line);
    }
  }

  GuestModule module() {
    return settings.guest;
  }

  Plugin plugin(boolean upstream) {
    return upstream ? upstreamPlugin : routerPlugin;
  }

  Profile profile() {
    return settings.profile;
  }

  boolean holdsHeaders(GuestVm guest) {
    if (settings.holdsHeaders != null) {
      return settings.holdsHeaders;
    }
    return settings.profile.holdsHeaders() || settings.profile.isHigress() && guest.higressAbi();
  }

  FailurePolicy failurePolicy() {
    return settings.failurePolicy;
  }

  Duration reloadBackOff() {
    return settings.reloadBackOff;
  }

  int bufferLimit() {
    return settings.bufferLimit;
  }

  int retries() {
    return settings.retries;
  }

  Limits limits() {
    return settings.limits;
  }

  LogLevel logLevel() {
    return settings.logLevel;
  }

  String vmId() {
    return settings.vmId;
  }

  byte[] vmConfiguration() {
    return settings.vmConfiguration;
  }

  List<String> environment() {
    return settings.environment;
  }

  Map<String, byte[]> properties() {
    return settings.properties;
  }

  Map<String, ForeignFunction> foreignFunctions() {
    return settings.foreignFunctions;
  }

  Random random() {
    return random;
  }

  Quota quota() {
    return quota;
  }

  SharedStore shared() {
    return shared;
  }

  boolean hasCluster(String name) {
    return settings.clusters == null || settings.clusters.contains(name);
  }

  String route(Headers headers) {
    return settings.routes.apply(headers);
  }

  LocalReply directResponse(String cluster) {
    return cluster == null ? null : settings.directResponses.get(cluster);
  }

  List<Endpoint> endpoints(Headers headers, String cluster) {
    return settings.endpoints.apply(headers, cluster);
  }
}
