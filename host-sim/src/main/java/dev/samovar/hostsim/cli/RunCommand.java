package dev.samovar.hostsim.cli;

import dev.samovar.hostsim.Answer;
import dev.samovar.hostsim.FaultKind;
import dev.samovar.hostsim.Guests;
import dev.samovar.hostsim.HostSim;
import dev.samovar.hostsim.HostSimBuilder;
import dev.samovar.hostsim.HostSimException;
import dev.samovar.hostsim.Profile;
import dev.samovar.hostsim.RequestBuilder;
import dev.samovar.hostsim.StartException;
import dev.samovar.hostsim.Stream;
import dev.samovar.hostsim.TrapException;
import dev.samovar.proxywasm.LogLevel;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs one request through a module. Longer than most files: one option a few lines. */
@Command(
    name = "run",
    description = "Runs one request through a module, and prints what the filter did.",
    mixinStandardHelpOptions = true,
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:the stream ended",
      "1:the filter left the stream open",
      "2:bad usage",
      "3:the module cannot be loaded, or refused its configuration",
      "4:the filter trapped"
    })
final class RunCommand implements Callable<Integer> {
  private static final int CANNOT_LOAD = 3;
  private static final int TRAPPED = 4;
  private static final int OPEN = 1;

  /** How long a paused stream may wait for deadlines and ticks, in simulated time. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** Profiles by the names of the command line. */
  enum ProfileName {
    envoy(Profile.ENVOY),
    higress(Profile.HIGRESS),
    no_hold(Profile.NO_HOLD);

    private final Profile profile;

    ProfileName(Profile profile) {
      this.profile = profile;
    }

    @Override
    public String toString() {
      return name().replace('_', '-');
    }
  }

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FILE.wasm", description = "The module.")
  private Path module;

  @Option(
      names = "--config",
      paramLabel = "FILE|JSON",
      description =
          "The plugin's configuration: a file where one has that name or it looks like a path, else"
              + " the text.")
  private String config = "";

  @Option(
      names = "--request",
      paramLabel = "FILE.http",
      required = true,
      description = "The request: its line, headers, an empty line, the body.")
  private Path request;

  @Option(
      names = "--body-chunks",
      paramLabel = "N",
      description = "Sends the body in so many pieces; default 1.")
  private int bodyChunks = 1;

  @Option(
      names = "--callout",
      paramLabel = "CLUSTER=FILE",
      description = "Answers calls to a cluster with 200 and the file as body; may be repeated.")
  private Map<String, Path> callouts = new LinkedHashMap<>();

  @Option(
      names = "--ticks",
      paramLabel = "N",
      description = "Lets so many ticks happen before the request; default 0.")
  private int ticks;

  @Option(
      names = "--profile",
      paramLabel = "envoy|higress|no-hold",
      description = "Which host; default envoy.")
  private String profile = "envoy";

  @Option(names = "--json", description = "Prints one JSON document.")
  private boolean json;

  @Override
  public Integer call() {
    if (bodyChunks < 1) {
      throw usage("--body-chunks: must be at least 1, was " + bodyChunks);
    }
    if (ticks < 0) {
      throw usage("--ticks: must not be negative, was " + ticks);
    }
    HttpFile http = readRequest();
    Map<String, byte[]> answers = new LinkedHashMap<>();
    for (Map.Entry<String, Path> callout : callouts.entrySet()) {
      answers.put(callout.getKey(), read("--callout", callout.getValue()));
    }
    byte[] configuration = configuration();
    Profile host = profile();
    HostSim sim;
    try {
      HostSimBuilder builder =
          HostSim.builder()
              .guest(Guests.wasm(module))
              .configuration(configuration)
              .profile(host)
              .logLevel(LogLevel.TRACE)
              .allow(FaultKind.CALLOUT_UNANSWERED);
      answers.forEach((cluster, body) -> builder.onCallout(cluster, call -> Answer.of(200, body)));
      sim = builder.build();
    } catch (StartException e) {
      return failed(e.getMessage(), e.isTrap() ? TRAPPED : CANNOT_LOAD);
    } catch (TrapException e) {
      return failed(module + ": " + e.getMessage(), TRAPPED);
    } catch (HostSimException e) {
      return failed(e.getMessage(), CANNOT_LOAD);
    } catch (RuntimeException | Error e) {
      return failed(module + ": cannot be started: " + e, CANNOT_LOAD);
    }
    try {
      return run(sim, http, spec.commandLine().getErr());
    } catch (HostSimException e) {
      return failed(module + ": " + e.getMessage(), TRAPPED);
    } catch (RuntimeException | Error e) {
      // A report may fail too, for what a trapped guest has left behind: the trap says why.
      String cause =
          sim.traps().isEmpty()
              ? "the simulator could not go on: " + e
              : sim.traps().get(0).getMessage();
      return failed(module + ": " + cause, TRAPPED);
    }
  }

  /** Says why there is no report: in one line, and as JSON where that is wanted. */
  private int failed(String message, int code) {
    if (json) {
      spec.commandLine().getOut().print(Report.error(message, code));
      spec.commandLine().getOut().flush();
    }
    message.lines().map(Report::escaped).forEach(spec.commandLine().getErr()::println);
    return code;
  }

  private int run(HostSim sim, HttpFile http, PrintWriter err) {
    runTicks(sim, err);
    RequestBuilder builder =
        sim.request(http.method(), http.path(), http.headers().toArray(new String[0]))
            .body(http.body())
            .chunks(bodyChunks);
    Stream stream = builder.send();
    waitWhilePaused(sim, stream);
    if (!stream.isFinished() && stream.upstream().ended()) {
      stream.reply(200, "");
      waitWhilePaused(sim, stream);
    }
    boolean ended = stream.isFinished();
    boolean trapped = !sim.traps().isEmpty();
    PrintWriter out = spec.commandLine().getOut();
    Report report = new Report(sim, stream, ended);
    out.print(json ? report.json() : report.text());
    out.flush();
    if (trapped) {
      sim.traps().forEach(trap -> err.println(Report.escaped(module + ": " + trap.getMessage())));
    } else if (!ended) {
      err.println(module + ": left the stream open");
    }
    return trapped ? TRAPPED : ended ? 0 : OPEN;
  }

  /** One period after the other, whatever it is: simulated time costs nothing. */
  private void runTicks(HostSim sim, PrintWriter err) {
    while (sim.ticks() < ticks && sim.tickPeriod() != null && sim.traps().isEmpty()) {
      sim.advance(sim.tickPeriod());
    }
    if (sim.ticks() < ticks && sim.traps().isEmpty()) {
      err.println(
          "--ticks: the filter "
              + (sim.ticks() == 0 ? "asks for no ticks" : "asked for no more")
              + ", "
              + sim.ticks()
              + " of "
              + ticks
              + " happened");
    }
  }

  private static void waitWhilePaused(HostSim sim, Stream stream) {
    Duration waited = Duration.ZERO;
    while ((stream.isRequestPaused() || stream.isResponsePaused())
        && waited.compareTo(PATIENCE) < 0) {
      Duration step = Duration.ofMillis(100);
      sim.advance(step);
      waited = waited.plus(step);
    }
  }

  private HttpFile readRequest() {
    byte[] bytes = read("--request", request);
    try {
      return HttpFile.parse(request.toString(), bytes);
    } catch (IllegalArgumentException e) {
      throw usage(e.getMessage());
    }
  }

  private byte[] configuration() {
    if (!config.isEmpty() && config.length() < 4096 && !config.stripLeading().startsWith("{")) {
      Path file = path(config);
      if (file != null && Files.isRegularFile(file)) {
        return read("--config", file);
      }
      if (file != null && Files.isDirectory(file)) {
        throw usage("--config: " + config + ": is a directory, expected a file");
      }
      boolean oneWord = config.chars().noneMatch(c -> c <= ' ' || c == '"' || c == '{');
      if (oneWord && (config.contains("/") || config.matches(".*\\.(json|ya?ml)"))) {
        throw usage("--config: " + config + ": no such file");
      }
    }
    return config.getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }

  private static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      return null;
    }
  }

  private Profile profile() {
    for (ProfileName name : ProfileName.values()) {
      if (name.toString().equals(profile)) {
        return name.profile;
      }
    }
    throw usage("--profile: must be envoy, higress or no-hold, was " + profile);
  }

  private byte[] read(String option, Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw usage(option + ": " + file + ": cannot be read");
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
