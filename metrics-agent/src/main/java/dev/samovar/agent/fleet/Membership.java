package dev.samovar.agent.fleet;

import dev.samovar.agent.store.Pipeline;
import dev.samovar.agent.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which agents are alive. Each counts upwards in its field of one map in the store; whose count has
 * not moved for a lease, by the reader's own clock, is dead: no two clocks are ever compared. Where
 * the store has not answered for a lease, this agent is alone.
 */
public final class Membership {
  private static final Logger LOG = LoggerFactory.getLogger(Membership.class);
  private static final int LEASES_UNTIL_REMOVED = 3;
  private static final int LEASES_UNTIL_FORGOTTEN = 100;
  private static final int MOST_AGENTS = 1_000;

  private final String id;
  private final String key;
  private final Duration lease;
  private final Clock clock;
  private final Consumer<Set<String>> listener;
  private final Map<String, Beat> beats = new HashMap<>();
  private Set<String> live = Set.of();
  private long count;
  private long answeredNanos;

  private record Beat(String count, long sinceNanos) {}

  /**
   * @param namespace of the store's keys
   * @param listener told whenever the living change
   */
  public Membership(
      String namespace, String id, Duration lease, Clock clock, Consumer<Set<String>> listener) {
    this.id = id;
    this.key = namespace + "agents";
    this.lease = lease;
    this.clock = clock;
    this.listener = listener;
    this.answeredNanos = clock.nanos();
  }

  /**
   * All living agents, this one included; empty until the store has answered or a lease is over.
   */
  public synchronized Set<String> live() {
    return live;
  }

  public synchronized boolean isAlone() {
    return live.size() <= 1;
  }

  /** Joins a round: one beat up, all beats down. */
  public void join(Pipeline pipeline) {
    synchronized (this) {
      pipeline.setField(
          key, id, Long.toString(++count), lease.multipliedBy(LEASES_UNTIL_FORGOTTEN));
      long now = clock.nanos();
      beats.forEach(
          (agent, beat) -> {
            if (now - beat.sinceNanos() > LEASES_UNTIL_REMOVED * lease.toNanos()) {
              pipeline.removeField(key, agent);
            }
          });
    }
    pipeline.fields(key).whenComplete((fields, error) -> took(error == null ? fields : null));
  }

  /** Leaves at once, so that nobody waits for a lease to end. */
  public void leave(Pipeline pipeline) {
    pipeline.removeField(key, id);
  }

  private void took(Map<String, String> fields) {
    Set<String> now;
    synchronized (this) {
      now = fields == null ? withoutStore() : counted(fields);
      if (now.equals(live)) {
        return;
      }
      LOG.atInfo().addKeyValue("agents", now).log("agents that share the work");
      live = now;
    }
    listener.accept(now);
  }

  private Set<String> withoutStore() {
    boolean over = clock.nanos() - answeredNanos > lease.toNanos();
    return over ? Set.of(id) : live;
  }

  private Set<String> counted(Map<String, String> fields) {
    long now = clock.nanos();
    answeredNanos = now;
    Set<String> living = new TreeSet<>();
    living.add(id);
    fields.forEach(
        (agent, text) -> {
          if (agent.equals(id)
              || beats.size() >= MOST_AGENTS
              || !agent.matches("[A-Za-z0-9._-]{1,64}")) {
            return;
          }
          Beat before = beats.get(agent);
          if (before == null || !before.count().equals(text)) {
            beats.put(agent, new Beat(text, now));
            living.add(agent);
          } else if (now - before.sinceNanos() <= lease.toNanos()) {
            living.add(agent);
          }
        });
    beats.keySet().retainAll(fields.keySet());
    return Set.copyOf(living);
  }
}
