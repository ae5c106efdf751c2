package dev.samovar.core.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the native list of providers.
 *
 * <p>Where an engine's endpoints are found is the agent's half of the document and passed over.
 */
final class ProvidersReader {
  static final int MOST_WEIGHT = 1_000_000;
  static final int MOST_PRIORITY = 100;
  private static final String AGENTS = "targets";

  private ProvidersReader() {}

  /**
   * The providers.
   *
   * @param parts the elements of the list, {@code null} for what is none
   */
  static List<Provider> read(Section in, List<Section> parts, Environment environment) {
    List<Provider> out = new ArrayList<>();
    String path = in.where("providers");
    Map<String, Integer> seen = new HashMap<>();
    long weights = 0;
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i) == null) {
        continue;
      }
      Provider provider = provider(parts.get(i), environment);
      Integer before = seen.putIfAbsent(provider.name(), i);
      if (before != null && !provider.name().isEmpty()) {
        parts.get(i).wrong("name", quoted(provider.name()) + "providers[" + before + "] already");
      }
      weights += provider.weight();
      out.add(provider);
    }
    if (weights == 0 && !out.isEmpty()) {
      in.error(path, "all weights are zero; give one a weight");
    }
    return out;
  }

  private static String quoted(String name) {
    return "\"" + name + "\" is the name of ";
  }

  private static Provider provider(Section in, Environment environment) {
    String name = in.required("name", "the name that the route matches");
    if (!Names.isValue(name)) {
      in.wrong("name", "must be printable, it travels in a header");
    }
    String key = in.string("key", name);
    if (key.isEmpty() && in.has("key")) {
      in.wrong("key", "must not be empty; leave it out to use the name");
    }
    String model = Names.value(in, "model", "leave it out to keep the client's");
    String cluster = Names.value(in, "cluster", "leave it out where no route reads it");
    Provider provider =
        new Provider(
            name,
            key,
            model,
            in.labels("labels"),
            weight(in, 1),
            priority(in, 0),
            PolicyReader.read(in, "policy", environment, null),
            cluster == null ? "" : cluster,
            in.string("engine", ""),
            name);
    in.passOver(AGENTS);
    in.warnOfUnknown();
    return provider;
  }

  static int weight(Section in, int fallback) {
    return in.integer("weight", fallback, 0, MOST_WEIGHT, "shares");
  }

  static int priority(Section in, int fallback) {
    return in.integer("priority", fallback, 0, MOST_PRIORITY, "steps");
  }
}
