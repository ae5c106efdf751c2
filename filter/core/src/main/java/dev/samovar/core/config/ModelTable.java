package dev.samovar.core.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The routes of all models, ready to be looked up. */
public final class ModelTable {
  private final List<ModelRoute> routes;
  private final Map<String, ModelRoute> exact = new HashMap<>();
  private final List<ModelRoute> prefixes = new ArrayList<>();

  ModelTable(List<ModelRoute> routes) {
    this.routes = routes;
    for (int i = routes.size() - 1; i >= 0; i--) {
      ModelRoute route = routes.get(i);
      for (int j = 0; j < route.aliases().size(); j++) {
        exact.put(route.aliases().get(j), route);
      }
      if (route.pattern().endsWith("*")) {
        prefixes.add(route);
      } else {
        exact.put(route.pattern(), route);
      }
    }
  }

  /** All, in configured order. */
  public List<ModelRoute> routes() {
    return routes;
  }

  /**
   * The route of a model: its name or alias, else the longest prefix, of which {@code *} is the
   * shortest, else {@code null}. Upper and lower case differ.
   */
  public ModelRoute find(String model) {
    ModelRoute found = exact.get(model);
    if (found != null) {
      return found;
    }
    int longest = 0;
    for (int i = 0; i < prefixes.size(); i++) {
      String pattern = prefixes.get(i).pattern();
      int length = pattern.length() - 1;
      if (length >= longest
          && model.regionMatches(0, pattern, 0, length)
          && (found == null || length > longest)) {
        found = prefixes.get(i);
        longest = length;
      }
    }
    return found;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ModelTable that && routes.equals(that.routes);
  }

  @Override
  public int hashCode() {
    return routes.hashCode();
  }

  @Override
  public String toString() {
    return routes.toString();
  }
}
