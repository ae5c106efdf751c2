package dev.samovar.agent.fleet;

import java.util.Collection;

/**
 * Highest-random-weight hashing: each thing belongs to the agent with the greatest hash of both, so
 * that one agent less moves only what it had.
 */
public final class Rendezvous {
  private Rendezvous() {}

  /** The owner, or the empty text when there are no agents. */
  public static String owner(String thing, Collection<String> agents) {
    String owner = "";
    long greatest = 0;
    long h = hash(0xcbf29ce484222325L, thing);
    for (String agent : agents) {
      long weight = mix(hash(h ^ 0x9e3779b97f4a7c15L, agent));
      boolean wins =
          owner.isEmpty() || weight > greatest || weight == greatest && agent.compareTo(owner) > 0;
      if (wins) {
        owner = agent;
        greatest = weight;
      }
    }
    return owner;
  }

  /** FNV-1a over the text's characters. */
  private static long hash(long seed, String text) {
    long h = seed;
    for (int i = 0; i < text.length(); i++) {
      h = (h ^ text.charAt(i)) * 0x100000001b3L;
    }
    return h;
  }

  /** The finalizer of SplitMix64: FNV alone leaves the high bits too alike. */
  private static long mix(long z) {
    long a = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    long b = (a ^ (a >>> 27)) * 0x94d049bb133111ebL;
    return b ^ (b >>> 31);
  }
}
