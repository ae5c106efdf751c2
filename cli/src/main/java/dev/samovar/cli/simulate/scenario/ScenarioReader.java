package dev.samovar.cli.simulate.scenario;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.samovar.cli.simulate.Fleet;
import dev.samovar.cli.simulate.engine.EngineModel;
import dev.samovar.cli.simulate.gateway.Contestant;
import dev.samovar.cli.simulate.gateway.ReplicaPlan;
import dev.samovar.cli.simulate.workload.WorkloadModel;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads a scenario in YAML (or JSON). One pass finds every error; an unknown field is one. */
public final class ScenarioReader {
  private static final long MOST_BYTES = 1 << 20;
  private static final long HOUR = 3_600_000_000L;
  private static final int MOST_REPLICAS = 4096;

  private final List<String> errors = new ArrayList<>();
  private final Path folder;

  private ScenarioReader(Path folder) {
    this.folder = folder;
  }

  /**
   * Reads a file.
   *
   * @throws ScenarioException with every error
   */
  public static Scenario read(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    return new ScenarioReader(folder).read(file.toString(), textOf(file));
  }

  /**
   * Reads a document.
   *
   * @param name begins the message about a document that is none
   * @throws ScenarioException with every error
   */
  static Scenario read(String name, String document, Path folder) {
    return new ScenarioReader(folder).read(name, document);
  }

  /** What is in a file, of bounded size; its trouble as the path's error. */
  static String textOf(Path file) {
    String error;
    try {
      if (Files.size(file) <= 64 * MOST_BYTES) {
        return Files.readString(file);
      }
      error = "must be at most 64 MiB";
    } catch (NoSuchFileException e) {
      error = "no such file";
    } catch (CharacterCodingException e) {
      error = "must be UTF-8";
    } catch (IOException e) {
      error = Files.isDirectory(file) ? "is a directory" : "cannot be read";
    }
    throw new ScenarioException(List.of(file + ": " + error));
  }

  private Scenario read(String name, String document) {
    Field root = new Field("", parse(name, document), errors);
    root.mapOf(
        "name",
        "description",
        "seed",
        "duration",
        "warmup",
        "load",
        "rate",
        "engine",
        "replicas",
        "gateways",
        "workload",
        "policies",
        "targets");
    if (!root.node().isObject()) {
      root.error("must be a map with at least replicas, workload and policies");
    }
    long duration = root.at("duration").micros(600_000_000, 1_000_000, 24 * HOUR);
    long warmup = root.at("warmup").micros(duration / 10, 0, 24 * HOUR);
    if (warmup >= duration) {
      root.at("warmup").error("must be shorter than duration");
    }
    EngineModel engine = engine(root.at("engine"));
    Fleet fleet = fleet(root, engine);
    WorkloadModel workload = new WorkloadReader(folder).read(root.at("workload"));
    if (workload != null && workload.mostTokens() > engine.kvBlocks() * engine.blockTokens()) {
      root.at("workload")
          .error(
              "requests of up to "
                  + workload.mostTokens()
                  + " tokens do not fit into engine.kvTokens");
    }
    double load = root.at("load").share(Double.NaN, 2);
    double rate = root.at("rate").number(Double.NaN, 0.001, 1e6);
    if (load == load && rate == rate) {
      root.at("rate").error("must not stand beside load");
    }
    if (load == 0) {
      root.at("load").error("must be more than 0");
    }
    if (load != load && rate != rate && workload != null) {
      rate = workload.ownRate();
      load = rate == rate ? Double.NaN : 0.8;
    }
    List<Contestant> policies = new ContestantReader().read(root.at("policies"));
    Scenario scenario =
        new Scenario(
            root.at("name").text(name),
            root.at("description").text(""),
            root.at("seed").whole(1, 0, Integer.MAX_VALUE),
            duration,
            warmup,
            load,
            rate,
            fleet,
            workload,
            policies,
            new TargetReader(policies).read(root.at("targets")));
    if (!errors.isEmpty()) {
      throw new ScenarioException(errors.stream().map(e -> name + ": " + e).toList());
    }
    return scenario;
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
      String why = e.getOriginalMessage().lines().findFirst().orElse("");
      throw new ScenarioException(List.of(name + where + ": must be YAML or JSON: " + why));
    }
  }

  private static EngineModel engine(Field engine) {
    engine.mapOf(
        "prefillRate",
        "decodeRate",
        "slots",
        "stepTokens",
        "kvTokens",
        "blockTokens",
        "adapterSlots",
        "adapterLoad");
    int blockTokens = engine.at("blockTokens").whole(16, 1, 1024);
    int slots = engine.at("slots").whole(64, 1, 4096);
    int stepTokens = engine.at("stepTokens").whole(2048, 1, 1_000_000);
    if (stepTokens <= slots) {
      engine.at("stepTokens").error("must be more than slots, " + slots);
    }
    return new EngineModel(
        engine.at("prefillRate").number(8000, 1, 1e9),
        engine.at("decodeRate").number(100, 0.01, 1e6),
        slots,
        stepTokens,
        engine.at("kvTokens").whole(500_000, 1024, 100_000_000) / blockTokens,
        blockTokens,
        engine.at("adapterSlots").whole(4, 1, 1024),
        engine.at("adapterLoad").micros(500_000, 0, HOUR),
        1);
  }

  private static Fleet fleet(Field root, EngineModel engine) {
    List<ReplicaPlan> replicas = new ArrayList<>();
    for (Field group : root.at("replicas").entries()) {
      group.mapOf("count", "speed", "joins", "failsFrom", "failsUntil");
      long from = group.at("failsFrom").micros(Long.MAX_VALUE, 0, 24 * HOUR);
      long until = group.at("failsUntil").micros(Long.MAX_VALUE, 0, 24 * HOUR);
      if (until != Long.MAX_VALUE && from >= until) {
        group.at("failsUntil").error("must be later than failsFrom");
      }
      ReplicaPlan plan =
          new ReplicaPlan(
              group.at("speed").number(1, 0.01, 100),
              group.at("joins").micros(0, 0, 24 * HOUR),
              from,
              until);
      int count = group.at("count").whole(1, 1, MOST_REPLICAS);
      for (int i = 0; i < count && replicas.size() < MOST_REPLICAS; i++) {
        replicas.add(plan);
      }
    }
    if (replicas.isEmpty()) {
      root.at("replicas").error("must have at least one, such as [{ count: 16 }]");
    } else if (replicas.stream().noneMatch(plan -> plan.joins() == 0)) {
      root.at("replicas").error("one must be there from the begin, without joins");
    }
    Field gateways =
        root.at("gateways").mapOf("count", "workers", "retries", "network", "failAfter");
    return new Fleet(
        engine,
        replicas,
        gateways.at("count").whole(4, 1, 1024),
        gateways.at("workers").whole(2, 1, 256),
        1 + gateways.at("retries").whole(2, 0, 16),
        gateways.at("network").micros(500, 0, 10_000_000),
        gateways.at("failAfter").micros(5_000, 0, HOUR));
  }
}
