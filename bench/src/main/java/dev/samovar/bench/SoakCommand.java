package dev.samovar.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.samovar.bench.RunningVariant.Surroundings;
import dev.samovar.envoy.EnvoyBinary;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code samovar bench soak}: many requests through one filter; do memory and latency stay? */
@Command(
    name = "soak",
    description =
        "Sends many chat requests through one proxy and shows memory and latency as they go on. Each"
            + " line of them is followed by one of requests that the filter lets pass and that make"
            + " no load on its heap: what the collector costs is the difference of the p99.9.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class SoakCommand implements Runnable {

  private static final int LINES = 20;
  private static final int WARM_SECONDS = 3;
  private static final int OTHER_SECONDS = 2;

  @Mixin CommonFlags common;

  @Option(
      names = "--requests",
      paramLabel = "N",
      defaultValue = "100000",
      description = "Chat requests to send, at least. Default: 100000.")
  long requests;

  @Option(
      names = "--variant",
      paramLabel = "NAME",
      defaultValue = "samovar",
      description = "The variant. Default: samovar.")
  String variant;

  @Option(
      names = "--case",
      paramLabel = "NAME",
      defaultValue = "1k",
      description = "1k, 64k or 1m. Default: 1k.")
  String name;

  @Option(
      names = "--connections",
      paramLabel = "N",
      defaultValue = "4",
      description = "Open connections. Default: 4.")
  int connections;

  @Override
  public void run() {
    Variant chosen = Variant.named(List.of(variant)).get(0);
    Workload workload = Workload.named(List.of(name)).get(0);
    if (workload.streams() || workload.bodyBytes() == 0) {
      throw new BenchException("--case: " + name + ": only 1k, 64k and 1m make load on the heap");
    }
    Wrk wrk = Wrk.find(System.getenv());
    EnvoyBinary binary = common.envoy();
    Path wasm = common.wasm();
    RunDirectory run = RunDirectory.in(common.work());
    ObjectNode out = Json.object().put("variant", variant).put("case", name);
    try (Upstream upstream = Upstream.start(binary, run.path())) {
      Surroundings around = new Surroundings(binary, run.path(), wasm, common.peers(), upstream);
      try (RunningVariant running =
          RunningVariant.start(chosen, around, RunningVariant.Setup.measured(upstream, false))) {
        soak(running, workload, wrk, run.path(), out.putArray("lines"));
      }
    }
    run.remove();
    ObjectNode where = out.putObject("machine");
    Machine.current(common.root(), binary, wrk).describe().forEach(where::put);
    common.write(common.work().resolve("soak.json"), Json.write(out));
  }

  private void soak(
      RunningVariant running, Workload workload, Wrk wrk, Path directory, ArrayNode lines) {
    Path script = directory.resolve("soak.lua");
    Path otherScript = directory.resolve("other.lua");
    Wrk.script(workload, script);
    Wrk.script(Workload.named(List.of("other")).get(0), otherScript);
    boolean others = running.variant().serves(Workload.named(List.of("other")).get(0));
    Wrk.Load warm = wrk.run(script, running.port(), connections, WARM_SECONDS);
    int seconds = (int) Math.max(1, Math.round(requests / warm.perSecond() / LINES));
    System.out.printf(
        "%12s %10s %9s %9s %9s %9s %9s %14s%n",
        "requests", "memory", "us/req", "req/s", "p50 us", "p99 us", "p99.9 us", "other p99.9 us");
    long sent = warm.requests();
    long errors = warm.errors();
    while (sent < requests + warm.requests()) {
      long before = running.cpuMicros();
      Wrk.Load load = wrk.run(script, running.port(), connections, seconds);
      double cpu = (running.cpuMicros() - before) / (double) load.requests();
      double other =
          others
              ? wrk.run(otherScript, running.port(), connections, OTHER_SECONDS).p999()
              : Double.NaN;
      sent += load.requests();
      errors += load.errors();
      long resident = running.residentKib();
      System.out.printf(
          Locale.ROOT,
          "%12d %7.1f MB %9.2f %9.0f %9.0f %9.0f %9.0f %14.0f%n",
          sent,
          resident / 1024.0,
          cpu,
          load.perSecond(),
          load.p50(),
          load.p99(),
          load.p999(),
          other);
      lines
          .addObject()
          .put("requests", sent)
          .put("residentBytes", resident * 1024)
          .put("cpuMicros", cpu)
          .put("p50Micros", load.p50())
          .put("p99Micros", load.p99())
          .put("p999Micros", load.p999())
          .put("otherP999Micros", other);
    }
    System.out.println("errors: " + errors);
  }
}
