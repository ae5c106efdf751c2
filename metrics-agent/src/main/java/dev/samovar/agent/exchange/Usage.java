package dev.samovar.agent.exchange;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.samovar.agent.metrics.AgentMetrics;
import dev.samovar.agent.store.Pipeline;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Usage records on their way into the stream {@code <namespace>usage} (field {@code record}), at
 * most {@value #MOST_A_ROUND} a round; what the store did not take is tried again. At most {@value
 * #MOST_WAITING} wait, a newer one is then counted as dropped. Thread-safe.
 */
final class Usage {
  private static final int MOST_WAITING = 20_000;
  private static final int MOST_A_ROUND = 1_000;
  private static final long STREAM_LENGTH = 100_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String stream;
  private final boolean kept;
  private final AgentMetrics metrics;
  private final Deque<String> waiting = new ArrayDeque<>();

  /**
   * @param kept whether there is a store that outlives this process
   */
  Usage(String namespace, boolean kept, AgentMetrics metrics) {
    this.kept = kept;
    this.stream = namespace + "usage";
    this.metrics = metrics;
  }

  void add(String record) {
    if (!isObject(record)) {
      metrics.usage("malformed");
      return;
    }
    metrics.usage("accepted");
    if (!kept || !offer(record)) {
      metrics.usage("dropped");
    }
  }

  private synchronized boolean offer(String record) {
    return waiting.size() < MOST_WAITING && waiting.add(record);
  }

  private static boolean isObject(String record) {
    try {
      JsonNode node = JSON.readTree(record);
      return node != null && node.isObject();
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  void join(Pipeline pipeline) {
    for (int i = 0; i < MOST_A_ROUND; i++) {
      String record = next();
      if (record == null) {
        return;
      }
      pipeline
          .append(stream, STREAM_LENGTH, "record", record)
          .whenComplete(
              (done, error) -> {
                if (error == null) {
                  metrics.usage("stored");
                } else if (!offer(record)) {
                  metrics.usage("dropped");
                }
              });
    }
  }

  private synchronized String next() {
    return waiting.pollFirst();
  }
}
