package dev.samovar.launcher;

import java.util.HashMap;
import java.util.Map;

/**
 * Names of simulated servers, made from those of their providers, which may hold any character:
 * letters, digits, {@code .}, {@code _} and {@code -}, at most 100 of them, each name given once.
 */
final class ServerNames {

  private static final int LONGEST = 100;

  private final Map<String, String> names = new HashMap<>();

  /** The name of a provider's server; the same whenever it is asked for. */
  String of(String provider) {
    String known = names.get(provider);
    if (known != null) {
      return known;
    }
    String plain = provider.replaceAll("[^A-Za-z0-9._-]", "_");
    String base = plain.substring(0, Math.min(plain.length(), LONGEST));
    String name = base;
    for (int i = 2; names.containsValue(name); i++) {
      name = base + "-" + i;
    }
    names.put(provider, name);
    return name;
  }
}
