package dev.samovar.core.fleet;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * All endpoints that one worker knows, by provider.
 *
 * <p>A snapshot is taken over between {@link #begin} and {@link #end}: an endpoint that was not
 * kept in between is no candidate any more, and is forgotten once nothing is in flight there. A
 * provider without known endpoints is one endpoint of its own, with an empty address.
 */
public final class Fleet {
  private final Map<String, Group> groups = new HashMap<>();
  private final Map<Long, Endpoint> byKey = new HashMap<>();
  private int nextId;
  private int turn;

  /** The endpoints of one provider. */
  public static final class Group {
    private final String provider;
    private final Endpoint whole;
    private Endpoint[] endpoints = new Endpoint[4];
    private int count;
    private int present;

    private Group(String provider, int id) {
      this.provider = provider;
      this.whole = new Endpoint(provider, "", id);
    }

    /** How many there are, those that are no candidates included. */
    public int count() {
      return count;
    }

    public Endpoint get(int i) {
      return endpoints[i];
    }

    /** How many are candidates. */
    public int present() {
      return present;
    }

    /** The provider itself, as if it were one endpoint. */
    public Endpoint whole() {
      return whole;
    }

    private Endpoint find(String address) {
      for (int i = 0; i < count; i++) {
        if (endpoints[i].address().equals(address)) {
          return endpoints[i];
        }
      }
      return null;
    }

    private void add(Endpoint endpoint) {
      if (count == endpoints.length) {
        Endpoint[] more = new Endpoint[2 * count];
        System.arraycopy(endpoints, 0, more, 0, count);
        endpoints = more;
      }
      endpoints[count++] = endpoint;
    }

    private void end(int turn, Map<Long, Endpoint> byKey) {
      int kept = 0;
      present = 0;
      for (int i = 0; i < count; i++) {
        Endpoint endpoint = endpoints[i];
        endpoint.present(endpoint.keptIn() == turn);
        if (endpoint.present()) {
          present++;
        }
        if (endpoint.present() || endpoint.own().inFlight() > 0) {
          endpoints[kept++] = endpoint;
        } else {
          byKey.remove(endpoint.key());
        }
      }
      for (int i = kept; i < count; i++) {
        endpoints[i] = null;
      }
      count = kept;
    }
  }

  /** The endpoints of a provider, known or not. */
  public Group group(String provider) {
    Group found = groups.get(provider);
    if (found == null) {
      found = new Group(provider, nextId++);
      groups.put(provider, found);
      byKey.put(found.whole.key(), found.whole);
    }
    return found;
  }

  /**
   * The endpoint of a provider at an address, made where it was not known: that one is no candidate
   * until a snapshot keeps it. The empty address is the provider itself.
   */
  public Endpoint endpoint(String provider, String address) {
    Group group = group(provider);
    if (address.isEmpty()) {
      return group.whole;
    }
    Endpoint found = group.find(address);
    if (found == null) {
      found = new Endpoint(provider, address, nextId++);
      found.present(false);
      group.add(found);
      byKey.put(found.key(), found);
    }
    return found;
  }

  /** The endpoint of a provider at an address where it is known, else the provider as a whole. */
  public Endpoint known(String provider, String address) {
    Group group = group(provider);
    Endpoint found = group.find(address);
    return found == null ? group.whole : found;
  }

  /** The endpoint of that {@link Endpoint#key}, or {@code null}. */
  public Endpoint find(long key) {
    return byKey.get(key);
  }

  /** All of them, by provider. */
  public Collection<Group> groups() {
    return groups.values();
  }

  /** A snapshot follows. */
  public void begin() {
    turn++;
  }

  /** The snapshot has this endpoint. */
  public void keep(Endpoint endpoint) {
    endpoint.keptIn(turn);
  }

  /** The snapshot is complete. */
  public void end() {
    for (Group group : groups.values()) {
      group.end(turn, byKey);
    }
  }
}
