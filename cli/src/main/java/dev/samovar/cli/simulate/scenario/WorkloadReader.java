package dev.samovar.cli.simulate.scenario;

import dev.samovar.cli.simulate.workload.Burst;
import dev.samovar.cli.simulate.workload.Chat;
import dev.samovar.cli.simulate.workload.Independent;
import dev.samovar.cli.simulate.workload.Tokens;
import dev.samovar.cli.simulate.workload.WorkloadModel;
import java.nio.file.Path;
import java.util.List;

/** Reads what requests come. */
final class WorkloadReader {
  private static final int MOST_TOKENS = 1_000_000;
  private static final long HOUR = 3_600_000_000L;

  private final Path folder;

  /**
   * @param folder that a trace's name is relative to
   */
  WorkloadReader(Path folder) {
    this.folder = folder;
  }

  /** The workload, or {@code null} with an error noted. */
  WorkloadModel read(Field field) {
    String kind = field.at("kind").oneOf("", List.of("chat", "independent", "trace"));
    switch (kind) {
      case "chat":
        return chat(field);
      case "independent":
        return independent(field);
      case "trace":
        field.mapOf("kind", "file");
        String file = field.at("file").text(null);
        if (file == null) {
          field.at("file").error("is missing; write the name of a CSV file");
          return null;
        }
        return new TraceReader(field.at("file")).read(folder.resolve(file));
      default:
        if (field.at("kind").isAbsent()) {
          field.at("kind").error("is missing; must be one of: chat, independent, trace");
        }
        return null;
    }
  }

  private static Chat chat(Field field) {
    field.mapOf(
        "kind",
        "systemPrompts",
        "system",
        "turns",
        "user",
        "output",
        "think",
        "mostTokens",
        "adapters",
        "burst");
    return new Chat(
        field.at("systemPrompts").whole(20, 0, 100_000),
        tokens(field.at("system"), new Tokens(1000, 0.5, 4096)),
        field.at("turns").number(6, 1, 1000),
        tokens(field.at("user"), new Tokens(150, 1, 2048)),
        tokens(field.at("output"), new Tokens(200, 0.8, 2048)),
        field.at("think").micros(15_000_000, 0, HOUR) / 1e6,
        field.at("mostTokens").whole(16_384, 16, MOST_TOKENS),
        field.at("adapters").whole(0, 0, 10_000),
        burst(field.at("burst")));
  }

  private static Independent independent(Field field) {
    field.mapOf("kind", "prompt", "output", "adapters", "baseShare", "burst");
    return new Independent(
        tokens(field.at("prompt"), new Tokens(1500, 1.2, 16_384)),
        tokens(field.at("output"), new Tokens(200, 0.8, 2048)),
        field.at("adapters").whole(0, 0, 10_000),
        field.at("baseShare").share(0, 1),
        burst(field.at("burst")));
  }

  private static Tokens tokens(Field field, Tokens otherwise) {
    field.mapOf("mean", "sigma", "most");
    return new Tokens(
        field.at("mean").number(otherwise.mean(), 1, MOST_TOKENS),
        field.at("sigma").number(otherwise.sigma(), 0, 4),
        field.at("most").whole(otherwise.most(), 1, MOST_TOKENS));
  }

  private static Burst burst(Field field) {
    if (field.mapOf("every", "lasts", "factor").isAbsent()) {
      return Burst.NONE;
    }
    long every = field.at("every").micros(60_000_000, 1000, 24 * HOUR);
    long lasts = field.at("lasts").micros(10_000_000, 1000, 24 * HOUR);
    if (lasts >= every) {
      field.at("lasts").error("must be shorter than every");
    }
    return new Burst(every, lasts, field.at("factor").number(4, 1, 1000));
  }
}
