package dev.samovar.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.samovar.core.policy.Policies;
import dev.samovar.envoy.EnvoyBinary;
import dev.samovar.envoy.EnvoyProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code samovar bench decision}: the decision alone, in the wasm, in a real Envoy. */
@Command(
    name = "decision",
    description =
        "Measures how long a policy takes to decide, in the wasm in a real Envoy: CPU of the proxy"
            + " while a filter decides again and again. Needs no wrk.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class DecisionCommand implements Runnable {

  private static final Duration START = Duration.ofSeconds(60);

  @Mixin CommonFlags common;

  @Option(
      names = "--policies",
      split = ",",
      paramLabel = "NAME",
      description = "Only these policies. Default: all.")
  List<String> policies;

  @Option(
      names = "--endpoints",
      split = ",",
      paramLabel = "N",
      defaultValue = "2,32,512",
      description = "Sizes of the fleet. Default: 2,32,512.")
  List<Integer> endpoints;

  @Option(
      names = "--blocks",
      paramLabel = "N",
      defaultValue = "16",
      description = "Blocks of the prompt that the prefix index looks up. Default: 16.")
  int blocks;

  @Option(
      names = "--millis",
      paramLabel = "MS",
      defaultValue = "300",
      description = "CPU time of a turn; there are three. Default: 300.")
  int millis;

  @Option(
      names = "--module",
      paramLabel = "FILE",
      description = "The deciding filter. Default: bench/target/decision.wasm.")
  Path module;

  @Override
  public void run() {
    List<String> names = names();
    Path file = module == null ? common.root().resolve("bench/target/decision.wasm") : module;
    if (!Files.isRegularFile(file)) {
      throw new BenchException(file + ": no such file; build it with mvn -Dquickly package");
    }
    EnvoyBinary binary = common.envoy();
    RunDirectory run = RunDirectory.in(common.work());
    BareProxy.answering("{}").wasm(file.toAbsolutePath(), "").write(run.path());
    ObjectNode out = Json.object();
    ArrayNode rows = out.putArray("rows");
    try (EnvoyProcess envoy = EnvoyProcess.start(binary, run.path(), 1, START)) {
      DecisionProbe probe = new DecisionProbe(envoy, millis * 1000L);
      System.out.printf(
          "%-18s %9s %7s %12s %14s%n", "policy", "endpoints", "blocks", "us", "bytes");
      for (String name : names) {
        for (int size : endpoints) {
          // The prompt's prefix is looked up for the policies that ask for it.
          for (int prompt : readsPrefix(name) ? new int[] {0, blocks} : new int[] {0}) {
            DecisionProbe.Cost cost = probe.measure(name, size, prompt);
            System.out.printf(
                Locale.ROOT,
                "%-18s %9d %7d %12.2f %14.1f%n",
                name,
                size,
                prompt,
                cost.micros(),
                cost.bytes());
            rows.addObject()
                .put("policy", name)
                .put("endpoints", size)
                .put("blocks", prompt)
                .put("micros", cost.micros())
                .put("allocatedBytes", cost.bytes());
          }
        }
      }
    }
    run.remove();
    ObjectNode where = out.putObject("machine");
    Machine.current(common.root(), binary).describe().forEach(where::put);
    common.write(common.work().resolve("decision.json"), Json.write(out));
  }

  private static boolean readsPrefix(String policy) {
    return List.of("expected-wait", "prefix-cache", "llm-d", "sglang").contains(policy);
  }

  private List<String> names() {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < Policies.count(); i++) {
      all.add(Policies.name(i));
    }
    if (policies == null) {
      return all;
    }
    List<String> unknown = policies.stream().filter(name -> !all.contains(name)).toList();
    if (!unknown.isEmpty()) {
      throw new BenchException(
          String.join(", ", unknown) + ": no such policy; there are " + String.join(", ", all));
    }
    return policies;
  }
}
