package dev.samovar.agent.scrape;

import dev.samovar.agent.config.HostPort;
import dev.samovar.agent.map.Engine;
import java.net.URI;

/** One address to scrape for one provider. */
public record Target(String provider, HostPort address, Engine engine) {
  public URI uri() {
    return URI.create("http://" + address + engine.path());
  }

  @Override
  public String toString() {
    return provider + "/" + address;
  }
}
