package dev.samovar.agent.http;

import dev.samovar.agent.metrics.AgentMetrics;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Endpoints by exact path. Whatever an endpoint throws becomes an answer without a stack trace;
 * each answer is counted.
 */
public final class Routes implements Endpoint {
  private static final Logger LOG = LoggerFactory.getLogger(Routes.class);
  private final Map<String, Endpoint> endpoints;
  private final AgentMetrics metrics;
  private final Set<String> tooLarge = ConcurrentHashMap.newKeySet();

  public Routes(Map<String, Endpoint> endpoints, AgentMetrics metrics) {
    this.endpoints = new LinkedHashMap<>(endpoints);
    this.metrics = metrics;
  }

  @Override
  public CompletionStage<Answer> answer(Request request) {
    Endpoint endpoint = endpoints.get(request.path());
    String label = endpoint == null ? "other" : request.path();
    return dispatch(endpoint, request)
        .exceptionally(Routes::failure)
        .whenComplete((answer, never) -> metrics.request(label, answer.status()));
  }

  private CompletionStage<Answer> dispatch(Endpoint endpoint, Request request) {
    if (endpoint == null) {
      return CompletableFuture.completedFuture(
          Answer.error(
              404,
              "not_found",
              null,
              "no such path; there are: " + String.join(", ", endpoints.keySet())));
    }
    if (!endpoint.methods().contains(request.method())) {
      String allowed = String.join(", ", new TreeSet<>(endpoint.methods()));
      return CompletableFuture.completedFuture(
          Answer.error(
                  405,
                  "method_not_allowed",
                  null,
                  request.path() + ": only " + allowed + " is allowed")
              .with("allow", allowed));
    }
    try {
      return endpoint.answer(request);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private static Answer failure(Throwable error) {
    Throwable cause = error instanceof CompletionException ? error.getCause() : error;
    if (cause instanceof RequestException e) {
      return e.answer();
    }
    LOG.error("a request failed inside the agent", cause);
    return Answer.error(500, "internal_error", null, "the agent failed; its log says why");
  }

  /** The most bytes of a body that is read for a path; 0 for none. */
  int maxBody(String path) {
    Endpoint endpoint = endpoints.get(path);
    return endpoint == null ? 0 : endpoint.maxBody();
  }

  /** Tells once of each path that takes bodies that one was too large. */
  void tellTooLarge(String path) {
    if (maxBody(path) > 0 && tooLarge.add(path)) {
      LOG.atWarn()
          .addKeyValue("path", path)
          .addKeyValue("most", maxBody(path))
          .log("a body is larger than is read, and is refused");
    }
  }

  /** Counts an answer to what never became a request. */
  void countMalformed(int status) {
    metrics.request("other", status);
  }
}
