package dev.samovar.agent.snapshot;

import dev.samovar.agent.scrape.Target;
import dev.samovar.agent.store.Pipeline;
import dev.samovar.agent.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what this agent scraped into the store and reads what the others did, in the round trip of
 * others. One key per endpoint, {@code <namespace>state:{<provider>}:<address>}: in a cluster a
 * provider lies in one slot, and what a dead agent wrote expires.
 */
public final class SharedStates {
  private static final Logger LOG = LoggerFactory.getLogger(SharedStates.class);
  private final String namespace;
  private final String agent;
  private final Snapshots snapshots;
  private final Clock clock;
  private final Duration ttl;
  private final Map<String, Seen> written = new HashMap<>();
  private final Map<String, Seen> read = new HashMap<>();
  private boolean foreign;

  public SharedStates(
      String namespace, String agent, Snapshots snapshots, Clock clock, Duration ttl) {
    this.namespace = namespace;
    this.agent = agent;
    this.snapshots = snapshots;
    this.clock = clock;
    this.ttl = ttl;
  }

  /**
   * Joins a round.
   *
   * @param alone whether there is nobody else whose states could be read
   */
  public synchronized void join(Pipeline pipeline, boolean alone) {
    long now = clock.nanos();
    Map<String, List<String>> wanted = new LinkedHashMap<>();
    Map<String, String> idByKey = new HashMap<>();
    for (EndpointState endpoint : snapshots.current().endpoints()) {
      Target target = endpoint.target();
      String key = key(target);
      Optional<Seen> own = endpoint.seen().filter(s -> s.by().equals(agent));
      if (own.isPresent()) {
        if (written.get(key) != own.get()) {
          pipeline
              .put(key, SeenText.write(own.get(), now), ttl)
              .thenAccept(done -> wrote(key, own.get()));
        }
      } else if (!alone) {
        wanted.computeIfAbsent(target.provider(), p -> new ArrayList<>()).add(key);
        idByKey.put(key, target.id());
      }
    }
    written.keySet().removeIf(idByKey::containsKey);
    if (alone || wanted.isEmpty()) {
      return;
    }
    read.keySet().retainAll(idByKey.values());
    wanted.forEach(
        (provider, keys) -> pipeline.get(keys).thenAccept(texts -> took(keys, texts, idByKey)));
  }

  private String key(Target target) {
    return namespace + "state:{" + target.provider() + "}:" + target.address();
  }

  private synchronized void wrote(String key, Seen seen) {
    written.put(key, seen);
  }

  private synchronized void took(
      List<String> keys, Map<String, String> texts, Map<String, String> idByKey) {
    long now = clock.nanos();
    for (String key : keys) {
      String id = idByKey.get(key);
      String text = texts.get(key);
      Optional<Seen> seen =
          text == null
              ? Optional.empty()
              : SeenText.read(text, Optional.ofNullable(read.get(id)), now);
      if (seen.isPresent()) {
        read.put(id, seen.get());
      } else {
        read.remove(id);
        if (text != null && !foreign) {
          foreign = true;
          LOG.atWarn().addKeyValue("key", key).log("value is no endpoint's state, passed over");
        }
      }
    }
    snapshots.others(read);
  }
}
