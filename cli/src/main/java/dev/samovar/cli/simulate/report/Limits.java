package dev.samovar.cli.simulate.report;

import java.util.List;

/** What the simulation does not model; every output says it. */
public final class Limits {
  private static final List<String> LINES =
      List.of(
          "a gateway's own time, and a peer's: its hop to a picker, its calls to a store, its"
              + " decision (0 for all)",
          "the estimate of tokens from bytes: prompts are known in the engine's tokens",
          "parsing, tokenising and sampling in the engine; several steps in flight; speculative"
              + " decoding; swapped or offloaded KV; disaggregated prefill",
          "lost packets, connection limits, timeouts, clients that leave; a retried stream",
          "autoscaling, health checks of the proxy, more than one model",
          "losses of an exchange, of an agent, of the store; the age that a scrape itself has");

  private Limits() {}

  /** One line each. */
  public static List<String> lines() {
    return LINES;
  }
}
