package dev.samovar.agent.discover;

import dev.samovar.agent.scrape.Target;
import java.util.List;

/**
 * All targets at one moment.
 *
 * @param all each provider's address once
 * @param complete providers whose every source has answered at least once
 */
public record Targets(List<Target> all, List<String> complete) {
  public Targets {
    all = List.copyOf(all);
    complete = List.copyOf(complete);
  }
}
