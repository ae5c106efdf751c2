package dev.samovar.core.config;

import dev.samovar.core.config.Settings.BodyRouting;
import dev.samovar.core.config.Settings.DecisionLog;
import dev.samovar.core.config.Settings.Freshness;
import java.util.List;

/**
 * Reads one set of settings.
 *
 * <p>What tells the dialects apart: {@code model_mapping_rule}, {@code lb_mapping_rule} or {@code
 * algorithm} is the Istio LLM filter's. {@code redis_key_prefix}, {@code target_header} so spelled,
 * or a {@code redis} block with {@code service_name}, is the Higress guide's. What speaks of models
 * or of endpoints, in one of the fields of {@link #NATIVE} and {@link #NATIVE_PROVIDER}, is native.
 * A document with none of these is the guide's smallest. The dialect gives defaults and nothing
 * else.
 *
 * <p>Of the Higress guide's {@code redis} block only {@code timeout} (milliseconds) concerns the
 * filter, as the deadline of a callout: a stock proxy-wasm filter cannot speak Redis, the agent
 * does. Longer than other classes, for the settings are many.
 */
final class SettingsReader {
  private static final int HOUR = 3_600_000;

  /** Name, default, least, most and unit of each; durations are at most an hour. */
  private static final String NUMBERS =
      "freshFor 1000 1 3600000 ms staleAfter 10000 10 3600000 ms refreshInterval 250 10 3600000 ms"
          + " holdTimeout 5000 10 3600000 ms maxBodyBytes 33554432 1 1073741824 bytes";

  private static final String IMAGE = "imageTokens 800 0 100000 tokens";
  private static final String FAILOVER = "endpoints 3 0 16 endpoints";
  private static final String PREFIX =
      "blockTokens 64 1 4096 tokens entries 131072 0 4194304 blocks bytesPerToken 4 1 16 bytes"
          + " maxBlocks 512 0 8192 blocks";
  private static final String FLAGS =
      "trustSelectedProvider forwardTargetModel allowRoutingStrategy allowExplain restoreModel"
          + " exposeDecision";

  /** The agent's half of the document. */
  static final String AGENTS = "listen scrape engines load agents exchange eds metadataCenter";

  private static final String NATIVE = "models failover prefix session shadowPolicy scrape engines";
  private static final String NATIVE_PROVIDER =
      "engine targets labels weight priority policy cluster";
  private static final String GUIDES_REDIS = "serviceName servicePort username password database";
  private static final String AGENTS_REDIS = "uri cluster namespace";

  private static final String AIBRIX = "AIBRIX_ROUTING_ALGORITHM";

  private final Section in;
  private final Environment environment;
  private final Section redis;
  private final List<Section> providerParts;
  private final Dialect dialect;
  private final IstioReader istio;
  private final MetadataCentre centre;

  private SettingsReader(Section in, Environment environment) {
    this.in = in;
    this.environment = environment;
    this.redis = in.part("redis");
    this.providerParts = in.parts("providers");
    this.dialect = dialect();
    this.istio = dialect == Dialect.ISTIO ? new IstioReader(in, environment) : null;
    this.centre = istio == null ? null : MetadataCentre.of(in, environment);
  }

  /**
   * The settings of one object.
   *
   * @param providersElsewhere true where only the rules have providers
   */
  static Settings read(Section in, boolean providersElsewhere, Environment environment) {
    return new SettingsReader(in, environment).settings(providersElsewhere);
  }

  private Settings settings(boolean providersElsewhere) {
    int[] n = in.integers(NUMBERS);
    int freshFor = n[0];
    int staleAfter = n[1];
    int refresh = n[2];
    if (staleAfter < freshFor && (in.has("staleAfter") || in.has("freshFor"))) {
      in.wrong("staleAfter", "must not be shorter than freshFor, " + freshFor + " ms");
    }
    if (refresh > staleAfter && (in.has("refreshInterval") || in.has("staleAfter"))) {
      in.wrong("refreshInterval", "must not be longer than staleAfter, " + staleAfter + " ms");
    }
    in.choice("protocol", 0, "openai");
    in.passOver(AGENTS);
    in.passOver("log");
    boolean[] flags = in.flags(FLAGS);
    int log = in.choice("logDecisions", 1, "info debug off");
    String tenantHeader = Names.read(in, "tenantHeader");
    List<Provider> providers = providers(providersElsewhere);
    Selection selection = selection(providers, !tenantHeader.isEmpty());
    return new Settings(
        providers,
        dialect,
        selection,
        Names.written(in, "targetHeader", Defaults.TARGET_HEADER),
        keyPrefix(),
        in.string("agentCluster", istio == null ? Defaults.AGENT_CLUSTER : centre.cluster()),
        in.choice("freshness", 0, "snapshot request") == 0 ? Freshness.SNAPSHOT : Freshness.REQUEST,
        refresh,
        timeout(),
        freshFor,
        staleAfter,
        in.choice("bodyRouting", 0, "hold headers") == 0 ? BodyRouting.HOLD : BodyRouting.HEADERS,
        n[3],
        in.strings("pathSuffixes", Defaults.PATH_SUFFIXES),
        n[4],
        flags[0],
        flags[1],
        log == 0 ? DecisionLog.INFO : log == 1 ? DecisionLog.DEBUG : DecisionLog.OFF,
        in.number("decisionLogSample", 0, 0, 1),
        new Conventions(
            flags[2],
            flags[3],
            flags[4],
            flags[5],
            Names.written(in, "clusterHeader", istio == null ? "" : Defaults.CLUSTER_HEADER),
            tenantHeader,
            agentToken()));
  }

  private Dialect dialect() {
    boolean istios =
        in.has(IstioReader.MODELS) | in.has(IstioReader.LOADS) | in.has(IstioReader.ALGORITHM);
    boolean natives = in.has("providers") | in.has("models");
    if (istios && natives) {
      in.wrong(
          in.has("models") ? "models" : "providers",
          "stands beside model_mapping_rule, another dialect; keep one");
    }
    if (istios || !natives && isSet(IstioReader.MODELS)) {
      return Dialect.ISTIO;
    }
    if (isSet("redisKeyPrefix")
        || in.holderOf("targetHeader").isSet("target_header")
        || redis.has("serviceName")) {
      return Dialect.HIGRESS;
    }
    boolean found = in.hasAny(NATIVE);
    for (int i = 0; i < providerParts.size() && !found; i++) {
      found = providerParts.get(i) != null && providerParts.get(i).hasAny(NATIVE_PROVIDER);
    }
    return found ? Dialect.NATIVE : Dialect.HIGRESS;
  }

  private boolean isSet(String field) {
    return in.holderOf(field).has(field);
  }

  private List<Provider> providers(boolean elsewhere) {
    if (istio != null) {
      return istio.providers();
    }
    Section holder = in.holderOf("providers");
    if (holder.isEmptyList("providers")) {
      in.wrong("providers", "empty; name at least one provider");
    } else if (!elsewhere && !holder.has("providers")) {
      in.wrong("providers", "missing; name at least one provider");
    }
    return ProvidersReader.read(holder, providerParts, environment);
  }

  /** A rule with providers of its own has no use for models that speak of others. */
  private List<ModelRoute> models(List<Provider> providers, boolean tenants) {
    if (istio != null) {
      return istio.models();
    }
    return in.has("providers") && !in.has("models")
        ? List.of()
        : new ModelsReader(providers, tenants, environment).read(in);
  }

  private Selection selection(List<Provider> providers, boolean tenants) {
    List<ModelRoute> models = models(providers, tenants);
    Section failover = in.part("failover");
    Section prefix = in.part("prefix");
    Section session = in.part("session");
    int[] blocks = prefix.integers(PREFIX);
    Selection out =
        new Selection(
            new ModelTable(models),
            PolicyReader.read(in, "policy", environment, defaultPolicy()),
            PolicyReader.read(in, "shadowPolicy", environment, null),
            new Failover(
                failover.integers(FAILOVER)[0],
                failover.bool("acrossProviders", false),
                Names.written(failover, "headers", Defaults.FAILOVER_HEADERS)),
            new PrefixSettings(
                prefix.bool("enabled", istio == null || istio.looksAtCaches()),
                blocks[0],
                blocks[1],
                blocks[2],
                blocks[3]),
            new SessionSettings(Names.read(session, "header"), session.bool("user", true)),
            in.integers(IMAGE)[0]);
    failover.warnOfUnknown();
    prefix.warnOfUnknown();
    session.warnOfUnknown();
    return out;
  }

  private PolicySettings defaultPolicy() {
    if (istio != null) {
      return istio.policy();
    }
    String wanted = isSet("policy") ? null : environment.get(AIBRIX);
    if (wanted != null && !wanted.isEmpty()) {
      PolicySettings found = PolicyReader.of(wanted);
      if (found != null) {
        return found;
      }
      in.warn(AIBRIX, PolicyReader.unknown(wanted) + "; the default counts");
    }
    return PolicyReader.of(dialect == Dialect.NATIVE ? Defaults.POLICY : Defaults.GUIDES_POLICY);
  }

  private String keyPrefix() {
    String fallback = redis.string("keyPrefix", Defaults.KEY_PREFIX);
    if (!in.has("redisKeyPrefix")) {
      return in.string("keyPrefix", in.string("redisKeyPrefix", fallback));
    }
    if (in.has("keyPrefix")) {
      in.wrong(
          "keyPrefix",
          "stands beside " + in.where("redisKeyPrefix") + ", which means the same; keep one");
    }
    return in.string("redisKeyPrefix", fallback);
  }

  /** A rule's own {@code redis} block goes before a {@code timeout} that the rule inherits. */
  private int timeout() {
    int least = istio == null ? Defaults.TIMEOUT_MILLIS : centre.timeoutMillis();
    int timeout;
    if (in.has("redis") && !in.has("timeout")) {
      timeout = redis.millis("timeout", in.millis("timeout", least, 1, HOUR), 1, HOUR);
    } else {
      timeout = in.millis("timeout", redis.millis("timeout", least, 1, HOUR), 1, HOUR);
    }
    redis.passOver(GUIDES_REDIS);
    redis.passOver(AGENTS_REDIS);
    if (redis.has("password") || redis.string("uri", "").indexOf('@') >= 0) {
      redis.warn(
          redis.at(redis.has("password") ? "password" : "uri"),
          "stands readable in the proxy's config dump; only the agent needs it");
    }
    redis.warnOfUnknown();
    return timeout;
  }

  private Secret agentToken() {
    Section holder = in.holderOf("agentToken");
    String text = holder.string("agentToken", null);
    if (text == null) {
      return null;
    }
    if (!PolicyReader.isReference(text)) {
      holder.wrong("agentToken", "must be env:NAME; a secret is never in the document");
      return null;
    }
    String variable = text.substring(PolicyReader.REFERENCE.length());
    String value = environment.secret(variable);
    if (value == null || value.isEmpty()) {
      holder.warn(
          holder.where("agentToken"),
          "the variable " + variable + " is not set; the agent gets no token");
      return null;
    }
    if (!Names.isValue(value)) {
      holder.wrong("agentToken", "the variable " + variable + " must hold printable text");
      return null;
    }
    return new Secret(variable, value);
  }
}
