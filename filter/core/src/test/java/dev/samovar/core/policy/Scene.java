package dev.samovar.core.policy;

import dev.samovar.core.fleet.Endpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/**
 * Candidates from a line of text, for tests: endpoints apart by {@code |}, each a list of {@code
 * name=value}; what is not named is unknown, or zero where this worker would have seen it.
 */
final class Scene {
  static final long NOW = 1_700_000_000_000L;

  final Candidates among = new Candidates();
  final Demand demand = new Demand();
  final Draw draw = new Draw();
  private final Ranking ranking = new Ranking();
  private final List<String> lines = new ArrayList<>();

  Scene(String endpoints) {
    for (String line : endpoints.split("\\|", -1)) {
      lines.add(line.trim());
    }
    build();
  }

  private void build() {
    among.begin(NOW);
    for (int i = 0; i < lines.size(); i++) {
      add(lines.get(i), i);
    }
  }

  private void add(String line, int number) {
    double[] f = new double[16];
    java.util.Arrays.fill(f, Double.NaN);
    List<String> names =
        List.of(
            "waiting", "running", "kv", "ttft", "itl", "in", "out", "own", "fails", "first",
            "total", "hit", "weight", "age", "pending", "load");
    String provider = "p";
    String price = null;
    String adapter = null;
    int others = -1;
    long told = 0;
    for (String part : line.isEmpty() ? new String[0] : line.split("\\s+")) {
      String name = part.substring(0, part.indexOf('='));
      String value = part.substring(part.indexOf('=') + 1);
      switch (name) {
        case "provider" -> provider = value;
        case "price" -> price = value;
        case "adapter" -> adapter = value;
        case "others" -> others = Integer.parseInt(value);
        case "told" -> told = Long.parseLong(value);
        default -> f[names.indexOf(name)] = Double.parseDouble(value);
      }
    }
    Endpoint endpoint = new Endpoint(provider, "10.0.0." + number + ":8000", number);
    long scrapedAt = NOW - (long) or(f[13], 0);
    for (int i = 0; i < or(f[7], 0); i++) {
      endpoint.own().began((int) or(f[14], 0), NOW);
      if (f[14] != f[14]) {
        endpoint.own().firstToken(0, NOW);
      }
    }
    for (int i = 0; i < or(f[8], 0); i++) {
      endpoint.own().health().failed(NOW, 0, 0);
    }
    if (f[9] == f[9]) {
      endpoint.own().averages().firstByte(f[9]);
    }
    if (f[10] == f[10]) {
      endpoint.own().averages().total(f[10]);
    }
    if (f[0] == f[0] || f[1] == f[1] || f[2] == f[2] || f[3] == f[3] || f[5] == f[5]) {
      // So long ago that what is in flight now was not then.
      endpoint.scraped(Math.min(scrapedAt - 1, NOW - 300), f[0], f[1], f[2]);
      endpoint.rates(f[3], f[4], f[5], f[6], -1);
    }
    endpoint.load(f[15], NOW);
    if (others >= 0) {
      endpoint.others(others, told, NOW);
    }
    if (price != null) {
      endpoint.labels(new String[] {"zone", "a", "price", price});
    }
    if (adapter != null) {
      endpoint.adapters(new String[] {adapter});
    }
    among.add(endpoint, (int) or(f[12], 1));
    among.hit(number, (int) or(f[11], 0));
  }

  private static double or(double value, double other) {
    return value == value ? value : other;
  }

  /** The request, in the same spelling. */
  Scene demand(String text) {
    for (String part : text == null || text.isBlank() ? new String[0] : text.split("\\s+")) {
      String value = part.substring(part.indexOf('=') + 1);
      switch (part.substring(0, part.indexOf('='))) {
        case "prompt" -> demand.promptTokens = Integer.parseInt(value);
        case "max" -> demand.maxTokens = Integer.parseInt(value);
        case "blocks" -> {
          demand.blockCount = Integer.parseInt(value);
          demand.blocks = new long[demand.blockCount];
          demand.indexed = true;
        }
        case "session" -> demand.session = Long.parseLong(value);
        case "shared" -> demand.sharedBlocks = Integer.parseInt(value);
        case "turns" -> demand.userTurns = Integer.parseInt(value);
        case "adapter" -> demand.adapter = value;
        case "trust" -> among.trust(Double.parseDouble(value));
        default -> throw new IllegalArgumentException(part);
      }
    }
    return this;
  }

  double[] costs(Policy policy) {
    draw.seed(1);
    policy.score(among, demand, draw);
    double[] out = new double[among.count()];
    for (int i = 0; i < out.length; i++) {
      out[i] = among.cost(i);
    }
    return out;
  }

  int choose(Policy policy, long seed) {
    draw.seed(seed);
    double width = policy.score(among, demand, draw);
    ranking.rank(among, width, draw, 3);
    return ranking.get(0);
  }

  /** Which candidates are ever chosen, ascending, apart by {@code ;}. */
  String winners(String policy, String parameters) {
    double[] p = Policies.standard(Policies.find(policy));
    Policies.Parameter[] table = Policies.parameters(Policies.find(policy));
    for (String part : parameters == null ? new String[0] : parameters.split("\\s+")) {
      for (int i = 0; i < table.length; i++) {
        if (part.startsWith(table[i].name() + "=")) {
          p[i] = Double.parseDouble(part.substring(part.indexOf('=') + 1));
        }
      }
    }
    TreeSet<Integer> out = new TreeSet<>();
    for (int seed = 0; seed < 200; seed++) {
      out.add(choose(Policies.create(policy, p), seed));
    }
    return String.join(";", out.stream().map(String::valueOf).toList());
  }
}
