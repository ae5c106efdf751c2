package dev.samovar.core.prefix;

import dev.samovar.core.fleet.Endpoint;

/** Takes what an index has recorded itself. */
public interface News {
  /** The endpoint holds the block with this hash, and so all blocks before it. */
  void block(long hash, Endpoint endpoint);
}
