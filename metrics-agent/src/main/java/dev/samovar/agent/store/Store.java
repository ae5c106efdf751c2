package dev.samovar.agent.store;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/**
 * A store of short texts by key. Calls return at once; their stages complete within the store's
 * deadline, with a {@link StoreException} when the store is gone, late or says no.
 */
public interface Store extends AutoCloseable {

  /** The values of all keys in one round trip. */
  CompletionStage<Reading> read(List<String> keys);

  /** Writes all values in one round trip; each expires after {@code ttl} (at least 1 ms). */
  CompletionStage<Void> write(Map<String, String> values, Duration ttl);

  /** Commands to be sent together. */
  Pipeline pipeline();

  /** Completes when the store answers. */
  CompletionStage<Void> ping();

  /** Ends the connection within two seconds; later calls fail. */
  @Override
  void close();
}
