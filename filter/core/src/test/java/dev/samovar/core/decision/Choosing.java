package dev.samovar.core.decision;

import dev.samovar.core.config.ConfigurationReader;
import dev.samovar.core.config.ReadResult;
import dev.samovar.core.config.Settings;
import dev.samovar.core.fleet.Endpoint;
import dev.samovar.core.fleet.Fleet;
import dev.samovar.core.policy.Demand;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Settings, a fleet and a request, put together by a test from lines of text. */
final class Choosing {
  static final long NOW = 1_800_000_000_000L;

  final Settings settings;
  final Fleet fleet = new Fleet();
  final Selector selector;
  final Demand demand = new Demand();
  private final Map<String, String> headers = new HashMap<>();
  private String tenant;
  private String strategy;
  private long user;
  private long seed;
  long now = NOW;

  /**
   * @param fields of the configuration, quotes as apostrophes
   * @param endpoints each {@code provider address}, known and idle
   */
  Choosing(String fields, String... endpoints) {
    ReadResult result =
        ConfigurationReader.read(
            "{'agentCluster':'agent',".replace('\'', '"') + json(fields) + "}");
    if (result.configuration() == null) {
      throw new IllegalArgumentException(result.errors().toString());
    }
    settings = result.configuration().global();
    fleet.begin();
    for (String endpoint : endpoints) {
      String[] parts = endpoint.split(" ");
      Endpoint made = fleet.endpoint(parts[0], parts[1]);
      made.scraped(NOW - 100, 0, 0, 0);
      fleet.keep(made);
    }
    fleet.end();
    selector = new Selector(settings, fleet, null);
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }

  Choosing header(String name, String value) {
    headers.put(name, value);
    return this;
  }

  Choosing tenant(String name) {
    tenant = name;
    return this;
  }

  Choosing strategy(String name) {
    strategy = name;
    return this;
  }

  Choosing user(long hash) {
    user = hash;
    return this;
  }

  Choosing prompt(int tokens) {
    demand.promptTokens = tokens;
    return this;
  }

  Endpoint endpoint(String provider, String address) {
    return fleet.known(provider, address);
  }

  /** Cools one down by three failures. */
  Choosing out(String provider, String address) {
    for (int i = 0; i < 3; i++) {
      endpoint(provider, address).own().health().failed(now, 0, 0);
    }
    return this;
  }

  Ask ask(String model) {
    return new Ask(model, demand, headers::get, tenant, strategy, user);
  }

  Decision choose(String model) {
    return selector.choose(ask(model), now, seed++ * 0x9E3779B97F4A7C15L);
  }

  /** The provider's name, or {@code 404}. */
  String provider(String model) {
    Decision decision = choose(model);
    return decision == null ? "404" : settings.providers().get(decision.provider()).name();
  }

  /** The provider and address, and of whom they come how often in so many requests. */
  Map<String, Integer> shares(String model, int requests) {
    Map<String, Integer> out = new TreeMap<>();
    for (int i = 0; i < requests; i++) {
      Decision decision = choose(model);
      String name = settings.providers().get(decision.provider()).name();
      String address = decision.endpoint().address();
      out.merge(address.isEmpty() ? name : name + " " + address, 1, Integer::sum);
    }
    return out;
  }

  static List<String> addresses(Decision decision) {
    List<String> out = new ArrayList<>();
    for (Endpoint endpoint : decision.ranked()) {
      out.add(endpoint.address());
    }
    return out;
  }
}
