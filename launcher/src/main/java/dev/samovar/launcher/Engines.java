package dev.samovar.launcher;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The simulated inference engines of a run, each a provider of its own; none in the guide's demo,
 * where nothing is scraped.
 *
 * @param all in the order of the list that named them, which decides ties
 */
record Engines(List<Engine> all) {

  static final Engines NONE = new Engines(List.of());

  private static final int MOST = 16;

  /** What the user names, and what the simulator and the agent call it. */
  enum Kind {
    VLLM("vllm", "vllm"),
    SGLANG("sglang", "sglang"),
    /** Triton with the TensorRT-LLM backend; without it Triton does not tell its KV cache. */
    TRITON("triton", "triton-trtllm");

    private final String word;
    private final String spelling;

    Kind(String word, String spelling) {
      this.word = word;
      this.spelling = spelling;
    }

    /** Whose metric names it speaks. */
    String spelling() {
      return spelling;
    }

    private static Optional<Kind> of(String word) {
      return Arrays.stream(values()).filter(kind -> kind.word.equals(word)).findFirst();
    }

    private static String words() {
      return Arrays.stream(values()).map(kind -> kind.word).collect(Collectors.joining(", "));
    }
  }

  /**
   * One engine.
   *
   * @param name its provider, its metric key and its model: {@code vllm-1}
   */
  record Engine(String name, Kind kind) {

    /** How the simulator is started for it: prompts take time, and its slots are soon taken. */
    List<String> flags() {
      return List.of(
          "--engine=" + kind.spelling(), "--prefill-tokens-per-second=8000", "--max-running=64");
    }
  }

  Engines {
    all = List.copyOf(all);
  }

  /**
   * Reads {@code KIND:N,KIND:N}, with N from 1 to 16 and each kind at most once.
   *
   * @throws LauncherException with every error of the list, each a line that begins with the item
   */
  static Engines parse(String list) {
    List<String> errors = new ArrayList<>();
    Map<Kind, Integer> counts = new LinkedHashMap<>();
    for (String item : list.split(",", -1)) {
      read(item.strip(), counts, errors);
    }
    if (!errors.isEmpty()) {
      throw new LauncherException(String.join("\n", errors));
    }
    List<Engine> engines = new ArrayList<>();
    counts.forEach(
        (kind, count) -> {
          for (int i = 1; i <= count; i++) {
            engines.add(new Engine(kind.word + "-" + i, kind));
          }
        });
    return new Engines(engines);
  }

  private static void read(String item, Map<Kind, Integer> counts, List<String> errors) {
    if (item.isEmpty()) {
      errors.add("an item is empty; each is an engine and a number, such as vllm:2");
      return;
    }
    int colon = item.indexOf(':');
    String word = colon < 0 ? item : item.substring(0, colon).strip();
    Optional<Kind> kind = Kind.of(word);
    if (kind.isEmpty()) {
      errors.add(item + ": there is no engine '" + word + "'; there are " + Kind.words());
    }
    String number = colon < 0 ? "" : item.substring(colon + 1).strip();
    // Nine digits fit an int.
    int count = number.matches("[0-9]{1,9}") ? Integer.parseInt(number) : 0;
    if (count < 1 || count > MOST) {
      errors.add(
          item + ": behind the engine comes a number from 1 to " + MOST + ", such as vllm:2");
    }
    if (kind.isPresent() && counts.put(kind.get(), count) != null) {
      errors.add(item + ": " + word + " is named twice; give the number of all of them once");
    }
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  /** The engine that stands behind a provider. */
  Optional<Engine> find(String provider) {
    return all.stream().filter(engine -> engine.name().equals(provider)).findFirst();
  }

  /** The filter's configuration: a provider an engine, and the defaults one may want to turn. */
  String pluginConfiguration() {
    StringBuilder yaml = new StringBuilder();
    yaml.append("# Written by ./samovar up --engines, anew at each start.\n");
    yaml.append("# A provider that you add gets a simulated server too, which nobody scrapes.\n");
    yaml.append("providers:\n");
    for (Engine engine : all) {
      String name = engine.name();
      yaml.append(String.format("- {name: %s, key: %s, model: %s}\n", name, name, name));
    }
    yaml.append("policy: least-load\n");
    yaml.append("keyPrefix: \"ai_metric:\"\n");
    yaml.append("refreshInterval: 250ms\n");
    yaml.append("freshFor: 1s\n");
    yaml.append("staleAfter: 10s\n");
    return yaml.toString();
  }
}
