package dev.samovar.bench.decision;

import dev.samovar.core.fleet.Endpoint;
import dev.samovar.core.policy.Candidates;
import dev.samovar.core.policy.Demand;
import dev.samovar.core.policy.Draw;
import dev.samovar.core.policy.Policies;
import dev.samovar.core.policy.Policy;
import dev.samovar.core.policy.Ranking;
import dev.samovar.core.prefix.PrefixIndex;

/**
 * One policy over one fleet: candidates, their cached prefix where the prompt has blocks, costs,
 * and the best three. A few requests are always in flight, so that figures change from one decision
 * to the next.
 */
final class Decisions {
  private static final int RANKED = 3;
  private static final int IN_FLIGHT = 64;
  private static final int INDEX_ENTRIES = 16_384;
  private static final int BLOCK_TOKENS = 64;
  private static final int PROMPT_TOKENS = 1000;
  private static final long NOW = 1_800_000_000_000L;

  private final Policy policy;
  private final Endpoint[] fleet;
  private final PrefixIndex index;
  private final Candidates candidates = new Candidates();
  private final Demand demand = new Demand();
  private final Draw draw = new Draw();
  private final Ranking ranking = new Ranking();
  private final Endpoint[] busy = new Endpoint[IN_FLIGHT];
  private long made;

  /**
   * @param blocks of the prompt that are looked up, 0 for none
   */
  Decisions(String policy, int endpoints, int blocks) {
    this.policy = Policies.create(policy, null);
    this.fleet = new Endpoint[endpoints];
    for (int i = 0; i < endpoints; i++) {
      Endpoint endpoint = new Endpoint("p" + i % 4, "10.0." + i / 250 + "." + i % 250 + ":80", i);
      endpoint.present(true);
      endpoint.scraped(NOW - i % 250, i * 7 % 5, i * 11 % 40, i * 13 % 100 / 100.0);
      endpoint.load(i * 37 % 100, NOW);
      fleet[i] = endpoint;
    }
    this.index = blocks == 0 ? null : new PrefixIndex(INDEX_ENTRIES, BLOCK_TOKENS);
    if (index != null) {
      demand.blocks = new long[blocks];
      demand.blockCount = blocks;
      draw.seed(blocks);
      for (int i = 0; i < blocks; i++) {
        demand.blocks[i] = draw.next();
      }
      for (int i = 0; i < endpoints; i += 4) {
        index.record(demand.blocks, blocks * (1 + i % 3) / 4, fleet[i]);
      }
    }
    demand.promptTokens = Math.max(PROMPT_TOKENS, blocks * BLOCK_TOKENS);
  }

  /** Decides so many times; answers something of all choices, so that none is left out. */
  long run(int times) {
    long sum = 0;
    for (int i = 0; i < times; i++) {
      long now = NOW + made / 1000;
      candidates.begin(now);
      for (Endpoint endpoint : fleet) {
        candidates.add(endpoint, 1);
      }
      demand.indexed = index != null;
      if (index != null) {
        index.match(demand, candidates);
      }
      draw.seed(made);
      ranking.rank(candidates, policy.score(candidates, demand, draw), draw, RANKED);
      Endpoint chosen = candidates.get(ranking.get(0));
      int slot = (int) (made++ % IN_FLIGHT);
      if (busy[slot] != null) {
        busy[slot].own().firstToken(PROMPT_TOKENS, now);
        busy[slot].own().ended(PROMPT_TOKENS, true, now);
      }
      busy[slot] = chosen;
      chosen.own().began(PROMPT_TOKENS, now);
      sum = sum * 31 + chosen.id();
    }
    return sum;
  }
}
