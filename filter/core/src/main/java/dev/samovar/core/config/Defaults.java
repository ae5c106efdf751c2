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
  static final int REFRESH_MILLIS = 250;
  static final int TIMEOUT_MILLIS = 2000;
  static final int ISTIOS_TIMEOUT_MILLIS = 100;
  static final int FRESH_FOR_MILLIS = 1000;
  static final int STALE_AFTER_MILLIS = 10_000;
  static final int HOLD_TIMEOUT_MILLIS = 5000;
  static final int MAX_BODY_BYTES = 32 << 20;
  static final int FAILOVER_ENDPOINTS = 3;
  static final int BLOCK_TOKENS = 64;
  static final int PREFIX_ENTRIES = 65_536;
  static final int BYTES_PER_TOKEN = 4;
  static final int MAX_BLOCKS = 512;
  static final int IMAGE_TOKENS = 800;
  static final List<String> FAILOVER_HEADERS = List.of("x-gateway-destination-endpoint");

  /** The paths of OpenAI's and Anthropic's APIs, and of rerankers, that carry a model in JSON. */
  static final List<String> PATH_SUFFIXES =
      List.of(
          "/chat/completions", "/completions", "/embeddings", "/responses", "/messages", "/rerank");

  private Defaults() {}
}
