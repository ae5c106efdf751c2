package dev.samovar.agent.exchange;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.samovar.agent.http.Answer;
import dev.samovar.agent.http.Endpoint;
import dev.samovar.agent.http.Request;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * {@code GET /v1/status}: what the page shows beside the snapshot: agents, proxies and the age of
 * their last exchange, the last decisions.
 */
public final class StatusBoard implements Endpoint {
  public static final String PATH = "/v1/status";
  private static final ObjectMapper JSON = new ObjectMapper();
  private final Exchange exchange;
  private final String agent;
  private final Supplier<Set<String>> agents;
  private final Supplier<String> store;

  /**
   * @param store how the store is, in words
   */
  public StatusBoard(
      Exchange exchange, String agent, Supplier<Set<String>> agents, Supplier<String> store) {
    this.exchange = exchange;
    this.agent = agent;
    this.agents = agents;
    this.store = store;
  }

  @Override
  public CompletionStage<Answer> answer(Request request) {
    ObjectNode root = JSON.createObjectNode();
    root.put("agent", agent);
    agents.get().stream().sorted().forEach(root.putArray("agents")::add);
    root.put("store", store.get());
    ArrayNode gateways = root.putArray("gateways");
    for (Gateways.Shown g : exchange.gateways().shown()) {
      gateways
          .addObject()
          .put("instance", g.instance())
          .put("proxy", g.proxy())
          .put("workers", g.workers())
          .put("exchanges", g.sequence())
          .put("ageMs", g.ageMillis());
    }
    ArrayNode decisions = root.putArray("decisions");
    for (Decisions.Shown d : exchange.decisions().shown()) {
      int level = Math.min(d.decision().level(), JsonUpload.LEVELS.size() - 1);
      decisions
          .addObject()
          .put("ageMs", d.ageMillis())
          .put("proxy", d.proxy())
          .put("model", d.decision().model())
          .put("provider", d.decision().provider())
          .put("address", d.decision().address())
          .put("reason", d.decision().reason())
          .put("level", JsonUpload.LEVELS.get(level));
    }
    return CompletableFuture.completedFuture(Answer.json(200, root.toString()));
  }
}
