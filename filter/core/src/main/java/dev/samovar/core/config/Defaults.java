package dev.samovar.core.config;

import java.util.List;

/** The defaults of {@link Settings}; the schema states the same, and a test holds them together. */
final class Defaults {
  static final String TARGET_HEADER = "x-selected-provider";
  static final String KEY_PREFIX = "ai_metric:";
  static final String AGENT_CLUSTER = "samovar-agent";
  static final String CLUSTER_HEADER = "x-samovar-cluster";
  static final String POLICY = "expected-wait";
  static final String GUIDES_POLICY = "least-load";
  static final int TIMEOUT_MILLIS = 2000;
  static final List<String> FAILOVER_HEADERS = List.of("x-gateway-destination-endpoint");

  /** The paths of OpenAI's and Anthropic's APIs, and of rerankers, that carry a model in JSON. */
  static final List<String> PATH_SUFFIXES =
      List.of(
          "/chat/completions",
          "/completions",
          "/embeddings",
          "/responses",
          "/messages",
          "/rerank",
          "/audio/transcriptions",
          "/audio/translations",
          "/images/edits");

  private Defaults() {}
}
