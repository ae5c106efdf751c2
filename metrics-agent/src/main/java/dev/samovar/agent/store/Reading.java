package dev.samovar.agent.store;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Values read at one moment.
 *
 * @param values by key; a key without a readable text is absent
 * @param readAtNanos when the store was asked, by the agent's clock: no value is older than this
 */
public record Reading(Map<String, String> values, long readAtNanos) {
  public Reading {
    values = Collections.unmodifiableMap(new HashMap<>(values));
  }

  public Optional<String> value(String key) {
    return Optional.ofNullable(values.get(key));
  }
}
