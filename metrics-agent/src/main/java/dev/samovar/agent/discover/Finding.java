package dev.samovar.agent.discover;

import java.time.Duration;
import java.util.List;

/**
 * What a finder found.
 *
 * @param again when to ask again; zero for never
 */
public record Finding(List<Found> found, Duration again) {
  public Finding {
    found = List.copyOf(found);
  }
}
