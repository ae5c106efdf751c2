package dev.samovar.core.config;

import java.util.List;

/**
 * One complete set of settings: what the filter does with a request that falls under it.
 *
 * @param providers in configured order, at least one, names unique
 * @param dialect in which spelling they are written
 * @param selection how a request's endpoint is selected
 * @param targetHeader lower-case header that carries the provider's name to the route
 * @param keyPrefix what stands before each metric key in the store
 * @param agentCluster Envoy's cluster of the agent; empty means that there is no agent
 * @param freshness whether decisions wait for the metrics
 * @param refreshMillis period of the snapshot, milliseconds
 * @param timeoutMillis deadline of a callout to the agent, milliseconds
 * @param freshForMillis up to this age of the metrics a decision is {@code fresh}, milliseconds
 * @param staleAfterMillis past this age the metrics are not used, milliseconds
 * @param bodyRouting whether headers wait for the body
 * @param holdTimeoutMillis how long held headers wait for a first byte of the body, milliseconds
 * @param pathSuffixes ends of the paths that are read; {@code *} reads every path
 * @param maxBodyBytes the largest body that is read
 * @param trustSelectedProvider whether a target header that a request brings is a decision
 * @param forwardTargetModel whether the upstream sees {@code x-rewrite-target-model}
 * @param logDecisions where the line of each decision goes
 * @param decisionLogSample share of the decisions that are logged whole, 0 to 1
 * @param conventions what is agreed with clients, routes and the agent
 */
public record Settings(
    List<Provider> providers,
    Dialect dialect,
    Selection selection,
    String targetHeader,
    String keyPrefix,
    String agentCluster,
    Freshness freshness,
    int refreshMillis,
    int timeoutMillis,
    int freshForMillis,
    int staleAfterMillis,
    BodyRouting bodyRouting,
    int holdTimeoutMillis,
    List<String> pathSuffixes,
    int maxBodyBytes,
    boolean trustSelectedProvider,
    boolean forwardTargetModel,
    DecisionLog logDecisions,
    double decisionLogSample,
    Conventions conventions) {

  /** Whether a decision waits for the metrics. */
  public enum Freshness {
    /** Decisions come from memory; a timer keeps it fresh. */
    SNAPSHOT,
    /** Each request asks the agent first. */
    REQUEST
  }

  /** Whether the headers wait for the body. */
  public enum BodyRouting {
    /** They wait; the model is known when the route is chosen. */
    HOLD,
    /** They do not; the body is only rewritten. For hosts that cannot hold headers. */
    HEADERS
  }

  /** Where the line of each decision goes. */
  public enum DecisionLog {
    INFO,
    DEBUG,
    OFF
  }

  /** Models in configured order; empty where every model goes to every provider. */
  public List<ModelRoute> models() {
    return selection.models().routes();
  }

  /** The route of a model, or {@code null} where none has it. */
  public ModelRoute route(String model) {
    return selection.models().find(model);
  }

  /** How an endpoint is chosen where neither model nor provider says. */
  public PolicySettings policy() {
    return selection.policy();
  }

  /** A policy that is scored beside the one in force, or {@code null}. */
  public PolicySettings shadowPolicy() {
    return selection.shadowPolicy();
  }

  /** The ranked list for the proxy. */
  public Failover failover() {
    return selection.failover();
  }

  /** Blocks of prompts. */
  public PrefixSettings prefix() {
    return selection.prefix();
  }

  /** What keeps a session together. */
  public SessionSettings session() {
    return selection.session();
  }

  /** Tokens of an image. */
  public int imageTokens() {
    return selection.imageTokens();
  }

  /** Whether a request may name its policy in {@code routing-strategy}. */
  public boolean routingStrategyHeader() {
    return conventions.routingStrategyHeader();
  }

  /** Whether a request may ask for its decision. */
  public boolean explain() {
    return conventions.explain();
  }

  /** Whether the answer names the model that the client asked for. */
  public boolean restoreModel() {
    return conventions.restoreModel();
  }

  /** Whether access logs can show the decision, as filter state {@code samovar.decision}. */
  public boolean exposeDecision() {
    return conventions.exposeDecision();
  }

  /** Lower-case header that carries the chosen provider's cluster, or empty. */
  public String clusterHeader() {
    return conventions.clusterHeader();
  }

  /** Lower-case header that names the tenant, or empty. */
  public String tenantHeader() {
    return conventions.tenantHeader();
  }

  /** What the agent asks for, or {@code null}. */
  public Secret agentToken() {
    return conventions.agentToken();
  }

  /** True where an agent is configured. */
  public boolean hasAgent() {
    return !agentCluster.isEmpty();
  }

  /** Index of the provider of that name, or -1. */
  public int indexOf(String name) {
    for (int i = 0; i < providers.size(); i++) {
      if (providers.get(i).name().equals(name)) {
        return i;
      }
    }
    return -1;
  }
}
