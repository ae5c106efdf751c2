package dev.samovar.launcher;

import dev.samovar.core.policy.Policies;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The simulated inference engines of a run; none in the guide's demo, where nothing is scraped.
 * Each is a provider of its own, or, where a policy ranks endpoints, an endpoint of its kind's
 * provider: the agent knows one engine a provider.
 *
 * @param all in the order of the list that named them, which decides ties
 * @param policy the filter's policy that ranks endpoints; empty where each engine is a provider
 */
record Engines(List<Engine> all, Optional<String> policy) {

  static final Engines NONE = new Engines(List.of());

  /** The policy of the guide, which chooses among providers. */
  static final String GUIDES_POLICY = "least-load";

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
   * @param name {@code vllm-1}
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

  /** Each engine a provider. */
  Engines(List<Engine> all) {
    this(all, Optional.empty());
  }

  /**
   * The same engines under a policy; the guide's leaves each a provider.
   *
   * @throws LauncherException when the filter has no policy of that name
   */
  Engines under(String name) {
    int found = Policies.find(name);
    if (found < 0) {
      List<String> names = new ArrayList<>();
      for (int i = 0; i < Policies.count(); i++) {
        names.add(Policies.name(i));
      }
      throw new LauncherException(
          "there is no policy '" + name + "'; there are " + String.join(", ", names));
    }
    String own = Policies.name(found);
    return own.equals(GUIDES_POLICY) ? this : new Engines(all, Optional.of(own));
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

  /** The engine of that name. */
  Optional<Engine> find(String name) {
    return all.stream().filter(engine -> engine.name().equals(name)).findFirst();
  }

  /** The provider of an engine, which is its metric key and its model too. */
  String provider(Engine engine) {
    return policy.isPresent() ? engine.kind().word : engine.name();
  }

  /** The providers and the names of their servers, in order. */
  Map<String, List<String>> servers() {
    Map<String, List<String>> servers = new LinkedHashMap<>();
    for (Engine engine : all) {
      servers.computeIfAbsent(provider(engine), name -> new ArrayList<>()).add(engine.name());
    }
    return servers;
  }

  /** The filter's configuration: the providers, and the defaults one may want to turn. */
  String pluginConfiguration() {
    StringBuilder yaml = new StringBuilder();
    yaml.append("# Written by ./samovar up --engines, anew at each start.\n");
    yaml.append("# A provider that you add gets a simulated server too, which nobody scrapes.\n");
    yaml.append("providers:\n");
    for (String name : servers().keySet()) {
      yaml.append(String.format("- {name: %s, key: %s, model: %s}\n", name, name, name));
    }
    if (policy.isPresent()) {
      yaml.append("models:\n- {name: \"*\"}\n");
      yaml.append("failover: {endpoints: 4, acrossProviders: true}\n");
      yaml.append("allowExplain: true\n");
      yaml.append("exposeDecision: true\n");
      yaml.append("allowRoutingStrategy: true\n");
    }
    yaml.append("policy: ").append(policy.orElse(GUIDES_POLICY)).append('\n');
    yaml.append("keyPrefix: \"ai_metric:\"\n");
    yaml.append("refreshInterval: 250ms\n");
    yaml.append("freshFor: 1s\n");
    yaml.append("staleAfter: 10s\n");
    return yaml.toString();
  }
}
