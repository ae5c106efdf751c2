package dev.samovar.agent.exchange;

import java.util.List;
import java.util.Optional;

/**
 * What a filter says in one exchange; every bound is checked. docs/exchange.md has the units.
 *
 * @param instance names one start of one proxy, 1 to 64 letters, digits, dots, - or _
 * @param sequence at least 1, greater in every new exchange of this instance
 * @param epoch of the agent that the indexes below are of; 0 for none
 * @param revision of the last snapshot that was taken over; 0 for none
 * @param newsCursor of the last prefix news that were taken over
 * @param full whether the whole snapshot is wanted
 * @param keys metric keys from now on; empty for the same as before
 * @param usage JSON objects
 */
record Upload(
    String instance,
    long sequence,
    String proxy,
    int workers,
    long epoch,
    long revision,
    long newsCursor,
    boolean full,
    Optional<Keys> keys,
    List<Counts> counts,
    List<String> usage,
    List<Prefixes> prefixes,
    List<Decision> decisions) {
  static final int VERSION = 1;
  static final int MAX_ENDPOINTS = 20_000;
  static final int MAX_KEYS = 4096;
  static final int MAX_USAGE = 4096;
  static final int MAX_USAGE_BYTES = 4096;
  static final int MAX_HASHES = 8192;
  static final int MAX_DECISIONS = 64;
  static final int MAX_TEXT = 256;
  static final long MAX_IN_FLIGHT = 1_000_000;
  static final long MAX_TOKENS = 1_000_000_000_000L;

  Upload {
    if (!instance.matches("[A-Za-z0-9._-]{1,64}")) {
      throw new MalformedExchange("instance: must be 1 to 64 letters, digits, dots, - or _");
    }
    if (sequence < 1) {
      throw new MalformedExchange("sequence: must be at least 1");
    }
    counts = List.copyOf(counts);
    usage = List.copyOf(usage);
    prefixes = List.copyOf(prefixes);
    decisions = List.copyOf(decisions);
  }

  /** Metric keys that the filter's configuration names. */
  record Keys(String prefix, List<String> names) {
    Keys {
      names = List.copyOf(names);
    }
  }

  /**
   * An endpoint, by the agent's index or by name.
   *
   * @param index -1 where provider and address say it
   */
  record Ref(int index, String provider, String address) {}

  /**
   * One endpoint as this proxy sees it.
   *
   * @param inFlight requests sent and not ended
   * @param pendingPromptTokens prompt tokens of those without a first token yet
   * @param requests ended since the last exchange
   * @param errors of these
   * @param timeToFirstTokenMicros 0 for unknown
   * @param latencyMicros 0 for unknown
   */
  record Counts(
      Ref ref,
      long inFlight,
      long pendingPromptTokens,
      long requests,
      long errors,
      long timeToFirstTokenMicros,
      long latencyMicros) {
    boolean isCredible() {
      return inFlight <= MAX_IN_FLIGHT
          && pendingPromptTokens <= MAX_TOKENS
          && requests <= MAX_IN_FLIGHT
          && errors <= requests
          && inFlight >= 0
          && pendingPromptTokens >= 0
          && errors >= 0;
    }
  }

  /** Hashes of prefix blocks that this proxy saw cached at an endpoint. */
  record Prefixes(Ref ref, long[] hashes) {}

  /**
   * One decision, for people to watch.
   *
   * @param level 0 fresh, 1 aged, 2 local, 3 static, 4 pass-through
   */
  record Decision(
      long ageMillis, String model, String provider, String address, String reason, int level) {}
}
