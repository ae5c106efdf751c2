package dev.samovar.agent.store;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * Commands that are sent together in one round trip. Each method notes a command; its stage
 * completes after {@link #send}, with a {@link StoreException} when this one command failed.
 */
public interface Pipeline {

  /** Writes a text that expires after {@code ttl} (at least 1 ms). */
  CompletionStage<Void> put(String key, String value, Duration ttl);

  /**
   * Reads texts; a missing or foreign one is absent.
   *
   * @param keys not empty; in a cluster all of one slot
   */
  CompletionStage<Map<String, String>> get(List<String> keys);

  /** All fields of a map. */
  CompletionStage<Map<String, String>> fields(String key);

  /** Writes one field of a map that expires as a whole after {@code ttl}. */
  CompletionStage<Void> setField(String key, String field, String value, Duration ttl);

  CompletionStage<Void> removeField(String key, String field);

  /** Appends to a stream of about {@code maxLength} entries. */
  CompletionStage<Void> append(String stream, long maxLength, String field, String value);

  /** Sends all; fails only when the store is gone or late. */
  CompletionStage<Void> send();
}
