package dev.samovar.agent.config;

import java.util.Set;

/**
 * The filter's half of the document, and what its dialects add: known here by name only, and the
 * filter's to check.
 */
final class FilterFields {
  static final Set<String> ROOT =
      Set.of(
          "models",
          "policy",
          "shadowPolicy",
          "failover",
          "prefix",
          "session",
          "imageTokens",
          "targetHeader",
          "clusterHeader",
          "tenantHeader",
          "keyPrefix",
          "redisKeyPrefix",
          "agentCluster",
          "agentToken",
          "freshness",
          "refreshInterval",
          "timeout",
          "freshFor",
          "staleAfter",
          "bodyRouting",
          "holdTimeout",
          "pathSuffixes",
          "maxBodyBytes",
          "trustSelectedProvider",
          "allowRoutingStrategy",
          "allowExplain",
          "exposeDecision",
          "restoreModel",
          "forwardTargetModel",
          "logDecisions",
          "decisionLogSample",
          "protocol",
          "log",
          "placement",
          "_rules_");

  static final Set<String> PROVIDER = Set.of("model", "weight", "priority", "policy", "cluster");

  private FilterFields() {}
}
