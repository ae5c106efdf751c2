package dev.samovar.agent.snapshot;

import dev.samovar.agent.scrape.Target;
import java.util.Optional;

/**
 * One endpoint in a snapshot.
 *
 * @param seen empty while nothing is known of it
 */
public record EndpointState(Target target, Optional<Seen> seen) {}
