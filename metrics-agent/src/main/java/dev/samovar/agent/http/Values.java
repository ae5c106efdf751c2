package dev.samovar.agent.http;

import dev.samovar.agent.metrics.AgentMetrics;
import dev.samovar.agent.store.Numbers;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Values as JSON; counts those that are no number and names each key once until it is well. */
final class Values {
  private static final Logger LOG = LoggerFactory.getLogger(Values.class);
  // Keys come from clients: past this many wrong ones at a time the log stays silent.
  private static final int MOST_NAMED = 1_000;
  private final Set<String> wrong = ConcurrentHashMap.newKeySet();
  private final AgentMetrics metrics;

  Values(AgentMetrics metrics) {
    this.metrics = metrics;
  }

  /** A JSON number, or {@code null}. */
  String json(String key, Optional<String> value) {
    Optional<String> number = value.flatMap(Numbers::json);
    if (value.isPresent() && number.isEmpty()) {
      metrics.foreignValue();
      if (wrong.size() < MOST_NAMED && wrong.add(key)) {
        LOG.atWarn().addKeyValue("key", key).log("value is not a finite number, answered as null");
      }
    } else if (!wrong.isEmpty() && wrong.remove(key)) {
      LOG.atInfo().addKeyValue("key", key).log("value is no longer wrong");
    }
    return number.orElse("null");
  }
}
