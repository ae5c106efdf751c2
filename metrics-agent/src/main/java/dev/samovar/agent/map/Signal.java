package dev.samovar.agent.map;

import java.util.Arrays;
import java.util.Optional;

/** What the agent wants to know of an engine; every value is finite and at least 0. */
public enum Signal {
  /** Requests that wait for the engine. */
  WAITING("waiting", Double.MAX_VALUE),
  /** Requests that the engine works on. */
  RUNNING("running", Double.MAX_VALUE),
  /** Part of the KV cache in use, 0 to 1. */
  KV_CACHE_USAGE("kvCacheUsage", 1),
  /** Tokens in one block of the KV cache. */
  BLOCK_SIZE("blockSize", Integer.MAX_VALUE),
  /** Blocks in the KV cache. */
  BLOCK_COUNT("blockCount", Integer.MAX_VALUE),
  /** Tokens found in the prefix cache since the engine started. */
  PREFIX_CACHE_HITS("prefixCacheHits", Double.MAX_VALUE),
  /** Tokens looked up in the prefix cache since the engine started. */
  PREFIX_CACHE_QUERIES("prefixCacheQueries", Double.MAX_VALUE),
  /** Part of the looked up tokens that was found lately, 0 to 1. */
  PREFIX_CACHE_HIT_RATE("prefixCacheHitRate", 1),
  /** Mean time to the first token lately, in seconds. */
  TIME_TO_FIRST_TOKEN("timeToFirstToken", 86_400),
  /** Mean time between two tokens lately, in seconds. */
  INTER_TOKEN_LATENCY("interTokenLatency", 86_400),
  /** Prompt tokens a second lately. */
  TOKENS_IN("tokensInPerSecond", 1e12),
  /** Generated tokens a second lately. */
  TOKENS_OUT("tokensOutPerSecond", 1e12),
  /** LoRA adapters that fit at once. */
  MAX_LORA("maxLora", Integer.MAX_VALUE);

  private final String text;
  private final double max;

  Signal(String text, double max) {
    this.text = text;
    this.max = max;
  }

  /** The name in configurations and answers. */
  public String text() {
    return text;
  }

  /** Whether a value can be meant; anything else is unknown. */
  public boolean allows(double value) {
    return value >= 0 && value <= max;
  }

  public static Optional<Signal> of(String text) {
    return Arrays.stream(values()).filter(s -> s.text.equals(text)).findFirst();
  }
}
