package dev.samovar.agent.scrape;

import dev.samovar.agent.config.Access;
import dev.samovar.agent.config.HostPort;
import dev.samovar.agent.map.Engine;
import java.net.URI;
import java.util.Map;

/**
 * One address to scrape for one provider; these two are what it is known by.
 *
 * @param labels handed on, never read
 */
public record Target(
    String provider, HostPort address, Engine engine, Access access, Map<String, String> labels) {
  public Target {
    labels = Map.copyOf(labels);
  }

  public Target(String provider, HostPort address, Engine engine) {
    this(provider, address, engine, Access.PLAIN, Map.of());
  }

  public URI uri() {
    String scheme = access.tls().isPresent() ? "https://" : "http://";
    return URI.create(scheme + address + access.path().orElse(engine.path()));
  }

  /** Provider and address in one text. */
  public String id() {
    return provider + "/" + address;
  }

  @Override
  public String toString() {
    return id();
  }
}
