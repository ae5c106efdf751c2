package dev.samovar.agent.http;

import dev.samovar.agent.metrics.AgentMetrics;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/** The endpoints for whoever runs the agent: is it alive, is it ready, what does it count. */
public final class StatusEndpoints {
  private StatusEndpoints() {}

  /** 200 while the process lives. */
  public static Endpoint health() {
    Answer ok = Answer.json(200, "{\"status\":\"ok\"}");
    return request -> CompletableFuture.completedFuture(ok);
  }

  /**
   * 200 or 503.
   *
   * @param reason why the agent is not ready, from cached state; empty while it is
   */
  public static Endpoint ready(Supplier<Optional<String>> reason) {
    return request ->
        CompletableFuture.completedFuture(
            reason
                .get()
                .map(why -> Answer.error(503, "not_ready", null, why))
                .orElseGet(() -> Answer.json(200, "{\"status\":\"ready\"}")));
  }

  /** The agent's own metrics. */
  public static Endpoint own(AgentMetrics metrics) {
    return request ->
        CompletableFuture.completedFuture(
            new Answer(200, AgentMetrics.CONTENT_TYPE, Map.of(), metrics.exposition()));
  }
}
