package dev.samovar.core.config;

import dev.samovar.core.config.Settings.BodyRouting;
import dev.samovar.core.config.Settings.DecisionLog;
import dev.samovar.core.config.Settings.Freshness;
import dev.samovar.core.json.JsonValue;
import dev.samovar.core.json.JsonValue.JsonArray;
import dev.samovar.core.json.JsonValue.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads one set of settings.
 *
 * <p>Of the Higress guide's {@code redis} block only {@code timeout} (milliseconds) concerns the
 * filter, as the deadline of a callout: a stock proxy-wasm filter cannot speak Redis, the agent
 * does.
 */
final class SettingsReader {
  private static final int MIN_PERIOD = 10;
  private static final int HOUR = 3_600_000;
  private static final int MAX_BODY = 1 << 30;

  /** Headers whose change would break a message or its routing. */
  private static final String NOT_OURS =
      " host connection content-length content-type content-encoding transfer-encoding te upgrade"
          + " trailer expect ";

  private SettingsReader() {}

  /**
   * The settings of one object.
   *
   * @param providersElsewhere true where only the rules have providers
   */
  static Settings read(Section in, boolean providersElsewhere) {
    in.choice("policy", "least-load", new String[] {"least-load"}, new String[] {"least-load"});
    int freshFor = in.millis("freshFor", Defaults.FRESH_FOR_MILLIS, 1, HOUR);
    int staleAfter = in.millis("staleAfter", Defaults.STALE_AFTER_MILLIS, MIN_PERIOD, HOUR);
    int refresh = in.millis("refreshInterval", Defaults.REFRESH_MILLIS, MIN_PERIOD, HOUR);
    if (staleAfter < freshFor && (in.has("staleAfter") || in.has("freshFor"))) {
      in.error(
          in.at(in.spelling("staleAfter")),
          "must not be shorter than freshFor, " + freshFor + " ms");
    }
    if (refresh > staleAfter && (in.has("refreshInterval") || in.has("staleAfter"))) {
      in.error(
          in.at(in.spelling("refreshInterval")),
          "must not be longer than staleAfter, " + staleAfter + " ms");
    }
    return new Settings(
        providers(in.holderOf("providers"), providersElsewhere),
        Dialect.HIGRESS,
        new Selection(
            new ModelTable(List.of()),
            new PolicySettings("least-load", new double[0]),
            null,
            new Failover(3, false, List.of("x-gateway-destination-endpoint")),
            new PrefixSettings(true, 64, 65536, 4, 512),
            new SessionSettings("", true),
            800),
        header(in.holderOf("targetHeader"), "targetHeader", Defaults.TARGET_HEADER),
        keyPrefix(in),
        in.string("agentCluster", Defaults.AGENT_CLUSTER),
        in.choice(
            "freshness",
            Freshness.SNAPSHOT,
            new String[] {"snapshot", "request"},
            Freshness.values()),
        refresh,
        timeout(in),
        freshFor,
        staleAfter,
        in.choice(
            "bodyRouting",
            BodyRouting.HOLD,
            new String[] {"hold", "headers"},
            BodyRouting.values()),
        in.millis("holdTimeout", Defaults.HOLD_TIMEOUT_MILLIS, MIN_PERIOD, HOUR),
        in.strings("pathSuffixes", Defaults.PATH_SUFFIXES),
        in.integer("maxBodyBytes", Defaults.MAX_BODY_BYTES, 1, MAX_BODY, "bytes"),
        in.bool("trustSelectedProvider", false),
        in.bool("forwardTargetModel", false),
        in.choice(
            "logDecisions",
            DecisionLog.DEBUG,
            new String[] {"info", "debug", "off"},
            DecisionLog.values()),
        new Conventions(false, false, false, "", "", null));
  }

  private static String keyPrefix(Section in) {
    if (!in.has("redisKeyPrefix")) {
      return in.string("keyPrefix", in.string("redisKeyPrefix", Defaults.KEY_PREFIX));
    }
    if (in.has("keyPrefix")) {
      String dialect = in.at(in.spelling("redisKeyPrefix"));
      in.error(
          in.at(in.spelling("keyPrefix")),
          "stands beside " + dialect + ", which means the same; keep one");
    }
    return in.string("redisKeyPrefix", Defaults.KEY_PREFIX);
  }

  /** A rule's own {@code redis} block goes before a {@code timeout} that the rule inherits. */
  private static int timeout(Section in) {
    Section holder = in.holderOf("redis");
    return holder == in && !in.has("timeout")
        ? redisTimeout(in, in.millis("timeout", Defaults.TIMEOUT_MILLIS, 1, HOUR))
        : in.millis("timeout", redisTimeout(holder, Defaults.TIMEOUT_MILLIS), 1, HOUR);
  }

  private static int redisTimeout(Section in, int fallback) {
    JsonValue redis = in.field("redis");
    if (redis == null) {
      return fallback;
    }
    if (!(redis instanceof JsonObject object)) {
      in.error(in.at("redis"), "must be an object, not " + redis.kind());
      return fallback;
    }
    Section block = in.within("redis", object);
    int timeout = block.millis("timeout", fallback, 1, HOUR);
    for (String theAgents : new String[] {"serviceName", "servicePort", "username", "database"}) {
      block.field(theAgents);
    }
    if (block.field("password") != null) {
      in.warn(
          block.at("password"),
          "stands readable in the proxy's config dump; only the agent needs it");
    }
    block.warnOfUnknown();
    return timeout;
  }

  private static String header(Section in, String field, String fallback) {
    String name = in.string(field, fallback);
    StringBuilder lower = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean upper = c >= 'A' && c <= 'Z';
      boolean token =
          upper
              || c >= 'a' && c <= 'z'
              || c >= '0' && c <= '9'
              || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
      if (!token) {
        in.error(in.at(in.spelling(field)), "\"" + name + "\" is not a header name");
        return fallback;
      }
      lower.append(upper ? (char) (c + 32) : c);
    }
    if (name.isEmpty() || NOT_OURS.contains(" " + lower + " ")) {
      in.error(in.at(in.spelling(field)), "must name a header that HTTP itself does not use");
      return fallback;
    }
    return lower.toString();
  }

  private static List<Provider> providers(Section in, boolean elsewhere) {
    List<Provider> out = new ArrayList<>();
    JsonValue value = in.field("providers");
    String path = in.at("providers");
    if (value == null) {
      if (!elsewhere) {
        in.error(path, "missing; name at least one provider");
      }
      return out;
    }
    if (!(value instanceof JsonArray array)) {
      in.error(path, "must be a list of objects, not " + value.kind());
      return out;
    }
    if (array.elements().isEmpty()) {
      in.error(path, "empty; name at least one provider");
    }
    Map<String, Integer> seen = new HashMap<>();
    for (int i = 0; i < array.elements().size(); i++) {
      String where = path + "[" + i + "]";
      JsonValue element = array.elements().get(i);
      if (!(element instanceof JsonObject object)) {
        in.error(where, "must be an object, not " + element.kind());
        continue;
      }
      Provider provider = provider(in.within("providers[" + i + "]", object));
      Integer before = seen.putIfAbsent(provider.name(), i);
      if (before != null && !provider.name().isEmpty()) {
        in.error(
            where + ".name",
            "\"" + provider.name() + "\" is the name of providers[" + before + "] already");
      }
      out.add(provider);
    }
    return out;
  }

  private static Provider provider(Section in) {
    String name = in.string("name", "");
    if (name.isEmpty() && !in.isWrongType("name")) {
      in.error(in.at("name"), "missing; the name that the route matches");
    } else if (!isHeaderValue(name)) {
      in.error(in.at("name"), "must be printable, it travels in a header");
    }
    String key = in.string("key", name);
    String model = in.string("model", null);
    if (key.isEmpty() && in.has("key")) {
      in.error(in.at("key"), "must not be empty; leave it out to use the name");
    }
    if (model != null && (model.isEmpty() || !isHeaderValue(model))) {
      in.error(in.at("model"), "must be a printable name; leave it out to keep the client's");
    }
    in.warnOfUnknown();
    return new Provider(name, key, model);
  }

  private static boolean isHeaderValue(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < ' ' || text.charAt(i) == 0x7f) {
        return false;
      }
    }
    return text.equals(text.trim());
  }
}
