package dev.samovar.agent.center;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.samovar.agent.http.Answer;
import dev.samovar.agent.http.Endpoint;
import dev.samovar.agent.http.Request;
import dev.samovar.agent.time.Clock;
import dev.samovar.agent.time.Wall;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * {@code /v1/load/stats} and {@code /v1/load/prompt}. A cluster is a provider by name or key, whose
 * endpoints all are told with the fleet's requests in flight and prompt tokens in prefill; or any
 * other name, of which only what was posted is known.
 */
public final class LoadCenter {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_BODY = 64 * 1024;
  private final Function<String, Map<String, Counts>> fleet;
  private final Function<Request, Optional<Answer>> refusal;
  private final Posted posted;
  private final Wall wall;

  /** What the exchange knows of one address. */
  public record Counts(long requests, long promptTokens) {}

  /**
   * @param fleet a cluster's addresses, by IP; empty for a cluster that is no provider
   * @param refusal why a peer is not served
   */
  public LoadCenter(
      Function<String, Map<String, Counts>> fleet,
      Function<Request, Optional<Answer>> refusal,
      Clock clock,
      Wall wall) {
    this.fleet = fleet;
    this.refusal = refusal;
    this.posted = new Posted(clock);
    this.wall = wall;
  }

  /** The endpoints by path. */
  public Map<String, Endpoint> endpoints() {
    Map<String, Endpoint> endpoints = new LinkedHashMap<>();
    endpoints.put("/v1/load/stats", endpoint(Set.of("GET", "POST", "DELETE"), this::stats));
    endpoints.put("/v1/load/prompt", endpoint(Set.of("DELETE"), this::prompt));
    return endpoints;
  }

  private Endpoint endpoint(Set<String> methods, Function<Request, Answer> answers) {
    return new Endpoint() {
      @Override
      public CompletionStage<Answer> answer(Request request) {
        return CompletableFuture.completedFuture(
            refusal.apply(request).orElseGet(() -> answers.apply(request)));
      }

      @Override
      public Set<String> methods() {
        return methods;
      }

      @Override
      public int maxBody() {
        return MAX_BODY;
      }
    };
  }

  private Answer stats(Request request) {
    return switch (request.method()) {
      case "GET" -> query(request);
      case "POST" -> body(request, this::add);
      default -> body(request, (id, node) -> posted.end(id));
    };
  }

  private Answer prompt(Request request) {
    return body(request, (id, node) -> posted.endPrompt(id));
  }

  private void add(String id, JsonNode node) {
    String ip = node.path("ip").asText();
    String cluster = node.path("cluster").asText();
    JsonNode length = node.path("prompt_length");
    if (cluster.isEmpty() || cluster.length() > 256) {
      throw new IllegalArgumentException("cluster: is required, at most 256 characters");
    }
    if (!ip.matches("\\d{1,3}(\\.\\d{1,3}){3}")) {
      throw new IllegalArgumentException("ip: must be an IPv4 address");
    }
    if (!length.isMissingNode() && (!length.isInt() || length.intValue() < 0)) {
      throw new IllegalArgumentException("prompt_length: must be a whole number of at least 0");
    }
    posted.add(id, cluster, ip, length.asLong());
  }

  private Answer body(Request request, BiConsumer<String, JsonNode> change) {
    try {
      JsonNode node = JSON.readTree(request.body());
      String id = node == null ? "" : node.path("request_id").asText();
      if (id.isEmpty() || id.length() > 256) {
        return wrong("request_id: is required, at most 256 characters");
      }
      change.accept(id, node);
      return answer(200, "OK", null, null);
    } catch (IOException e) {
      return wrong("body: must be JSON");
    } catch (IllegalArgumentException e) {
      return wrong(e.getMessage());
    }
  }

  private Answer query(Request request) {
    String cluster = cluster(request.rawQuery());
    if (cluster.isEmpty()) {
      return wrong("cluster: is required");
    }
    Map<String, long[]> byIp = new TreeMap<>();
    fleet
        .apply(cluster)
        .forEach((ip, c) -> byIp.put(ip, new long[] {c.requests(), c.promptTokens()}));
    posted
        .of(cluster)
        .forEach(
            (ip, load) -> {
              long[] sums = byIp.computeIfAbsent(ip, i -> new long[2]);
              sums[0] += load.requests();
              sums[1] += load.promptLength();
            });
    ArrayNode data = JSON.createArrayNode();
    long nanos = wall.millis() * 1_000_000;
    byIp.forEach(
        (ip, sums) ->
            data.addObject()
                .put("ip", ip)
                .put("queued_req_num", sums[0])
                .put("prompt_length", sums[1])
                .put("updated_time", nanos));
    return answer(200, "OK", null, data);
  }

  private static String cluster(String query) {
    for (String pair : query.split("&")) {
      if (pair.startsWith("cluster=")) {
        try {
          return URLDecoder.decode(pair.substring(8), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
          return "";
        }
      }
    }
    return "";
  }

  private static Answer wrong(String message) {
    ObjectNode error = JSON.createObjectNode();
    error.put("code", 40001400).put("message", "Invalid input parameters").put("reason", message);
    return answer(400, "ERROR", error, null);
  }

  private static Answer answer(int status, String text, JsonNode error, JsonNode data) {
    ObjectNode body = JSON.createObjectNode();
    body.put("status", text).set("error", error);
    body.set("data", data);
    body.put("trace_id", "");
    return Answer.json(status, body.toString());
  }
}
