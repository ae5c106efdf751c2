package dev.samovar.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.samovar.bench.RunningVariant.Setup;
import dev.samovar.bench.RunningVariant.Surroundings;
import dev.samovar.envoy.EnvoyBinary;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code samovar bench soak}: many requests through one filter; do memory and latency stay? */
@Command(
    name = "soak",
    description =
        "Sends many chat requests through one proxy, with the exchange going on, and shows memory and"
            + " latency as they go on. After each part the same requests go for a short while"
            + " through the same filter set to let them pass, which makes no load on its heap: what"
            + " the collector costs is the difference of the p99.9.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class SoakCommand implements Runnable {

  private static final int LINES = 40;
  private static final int WARM_SECONDS = 3;

  /** The part of a line's time that goes to the filter without load. */
  private static final int IDLE_PART = 4;

  @Mixin CommonFlags common;

  @Option(
      names = "--requests",
      paramLabel = "N",
      defaultValue = "10000000",
      description = "Chat requests to send, at least. Default: 10000000.")
  long requests;

  @Option(
      names = "--variant",
      paramLabel = "NAME",
      defaultValue = "samovar",
      description = "The variant, one of ours. Default: samovar.")
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

  private final List<SoakLine> lines = new ArrayList<>();

  @Override
  public void run() {
    Variant chosen = Variant.named(List.of(variant)).get(0);
    if (chosen.kind() != Variant.Kind.SAMOVAR || !chosen.routes()) {
      throw new BenchException("--variant: " + variant + ": makes no load on a heap of ours");
    }
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
      Variant idle = idle(chosen);
      try (RunningVariant loaded =
              RunningVariant.start(chosen, around, Setup.measured(upstream, false));
          RunningVariant passing =
              RunningVariant.start(idle, around, Setup.measured(upstream, false))) {
        new VariantCheck(chosen, around).check(loaded, false);
        new VariantCheck(idle, around).check(passing, false);
        soak(loaded, passing, workload, wrk, run.path());
      }
    }
    run.remove();
    ArrayNode all = out.putArray("lines");
    lines.forEach(line -> all.add(line.json()));
    ArrayNode verdicts = out.putArray("verdicts");
    System.out.println();
    for (String verdict : SoakVerdict.of(lines)) {
      System.out.println(verdict);
      verdicts.add(verdict);
    }
    ObjectNode where = out.putObject("machine");
    Machine.current(common.root(), binary, wrk).describe().forEach(where::put);
    common.write(common.work().resolve("soak.json"), Json.write(out));
  }

  /** The same filter, which lets every request pass. */
  private static Variant idle(Variant of) {
    ObjectNode settings = of.settings().deepCopy();
    settings.putArray("pathSuffixes");
    return new Variant(
        of.name() + "-idle",
        of.kind(),
        of.peer(),
        of.endpoints(),
        settings,
        List.of(),
        List.of(),
        "without load on its heap");
  }

  private void soak(
      RunningVariant loaded, RunningVariant passing, Workload workload, Wrk wrk, Path directory) {
    Path script = directory.resolve("soak.lua");
    Wrk.script(workload, script);
    long decided = loaded.decisions("");
    wrk.run(script, passing.port(), connections, WARM_SECONDS);
    Wrk.Load warm = wrk.run(script, loaded.port(), connections, WARM_SECONDS);
    int seconds = (int) Math.max(1, Math.round(requests / warm.perSecond() / LINES));
    System.out.println(SoakLine.HEAD);
    long sent = 0;
    long errors = warm.errors();
    while (sent < requests) {
      long before = loaded.cpuMicros();
      Wrk.Load load = wrk.run(script, loaded.port(), connections, seconds);
      double cpu = (loaded.cpuMicros() - before) / (double) load.requests();
      Wrk.Load idle =
          wrk.run(script, passing.port(), connections, Math.max(1, seconds / IDLE_PART));
      sent += load.requests();
      errors += load.errors() + idle.errors();
      SoakLine line =
          new SoakLine(
              sent,
              loaded.residentKib(),
              GuestMemory.of(loaded.envoy().pid()),
              cpu,
              load,
              idle,
              Pauses.of(loaded.envoy().admin().get("/stats")));
      lines.add(line);
      System.out.println(line.text());
    }
    Pause.millis(1000);
    long decisions = loaded.decisions("") - decided;
    System.out.printf("%d requests, %d decisions, %d errors%n", sent, decisions, errors);
    if (decisions < sent || errors > 0) {
      throw new BenchException("soak: not every request was decided and answered");
    }
  }
}
