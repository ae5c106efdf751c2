package dev.samovar.llmsim.serve;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.samovar.llmsim.engine.Load;
import dev.samovar.llmsim.http.Exchange;
import dev.samovar.llmsim.http.Handler;
import dev.samovar.llmsim.http.Header;
import dev.samovar.llmsim.http.Receiver;
import dev.samovar.llmsim.http.RequestHead;
import dev.samovar.llmsim.http.Response;
import dev.samovar.llmsim.metrics.Exposition;
import dev.samovar.llmsim.openai.Api;
import dev.samovar.llmsim.openai.Json;
import dev.samovar.llmsim.testaid.Knobs;
import dev.samovar.llmsim.testaid.KnobsJson;
import dev.samovar.llmsim.testaid.RequestLog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Which path is answered by what. */
public final class Routes implements Handler {
  private static final int DEFAULT_LOGGED = 100;

  private final Served served;

  public Routes(Served served) {
    this.served = served;
  }

  @Override
  public Receiver open(RequestHead head, Exchange exchange) {
    Api api = Api.of(head.path());
    if (api != null && head.method().equals("POST")) {
      return new LlmCall(served, api, head, exchange);
    }
    return new SmallCall(exchange, answer(api, head));
  }

  private Function<byte[], Response> answer(Api api, RequestHead head) {
    String path = head.path();
    if (api != null) {
      return body -> refuseMethod(api, head, "POST");
    }
    return switch (path) {
      case "/health" -> reading(head, () -> new Response(200, headers("text/plain"), new byte[0]));
      case "/metrics" -> reading(head, this::metrics);
      case "/_sim/last" -> reading(head, this::last);
      case "/_sim/requests" -> reading(head, () -> requests(head));
      case "/_sim/knobs" -> knobs(head);
      default -> path.endsWith("/models") ? reading(head, this::models) : body -> unknown(head);
    };
  }

  /** Makes the answer to a request that only reads. */
  private interface Page {
    Response make();
  }

  private Function<byte[], Response> reading(RequestHead head, Page page) {
    boolean reads = head.method().equals("GET") || head.method().equals("HEAD");
    return body -> reads ? page.make() : refuseMethod(null, head, "GET");
  }

  private Response unknown(RequestHead head) {
    String message =
        "path: nothing answers " + head.method() + " " + head.path() + "; try /v1/chat/completions";
    return served.error(null, 404, message, null);
  }

  private Response refuseMethod(Api api, RequestHead head, String allowed) {
    String message = "method: " + head.path() + " is asked by " + allowed;
    Response error = served.error(api, 405, message, null);
    List<Header> headers = new ArrayList<>(error.headers());
    headers.add(new Header("allow", allowed));
    return new Response(405, headers, error.body());
  }

  private Response metrics() {
    Knobs knobs = served.knobs();
    if (knobs.metricsOff()) {
      return served.error(null, 404, "metricsOff: the metrics are switched off", null);
    }
    Load load = served.engine.load();
    Load shown =
        load.withCounts(
            knobs.waiting() == null ? load.waiting() : knobs.waiting(),
            knobs.running() == null ? load.running() : knobs.running());
    String text = served.exposition.write(shown, served.engine.capacity(), served.totals);
    return new Response(
        200, headers(Exposition.CONTENT_TYPE), text.getBytes(StandardCharsets.UTF_8));
  }

  private List<Header> headers(String contentType) {
    return served.headers(contentType);
  }

  private Response last() {
    return served.last == null
        ? served.error(null, 404, "last: no LLM call was seen yet", null)
        : served.json(200, served.last.json());
  }

  private Response requests(RequestHead head) {
    String count = head.query("n");
    if (count == null) {
      return served.json(200, served.log.json(DEFAULT_LOGGED));
    }
    if (!count.matches("[0-9]{1,4}") || Integer.parseInt(count) > RequestLog.CAPACITY) {
      String message = "n: expected a whole number from 0 to " + RequestLog.CAPACITY;
      return served.error(null, 400, message, "n");
    }
    return served.json(200, served.log.json(Integer.parseInt(count)));
  }

  private Function<byte[], Response> knobs(RequestHead head) {
    return switch (head.method()) {
      case "GET", "HEAD" -> body -> served.json(200, KnobsJson.write(served.knobs()));
      case "DELETE" -> body -> set(Knobs.OFF);
      case "POST" -> this::change;
      default -> body -> refuseMethod(null, head, "GET, POST, DELETE");
    };
  }

  private Response change(byte[] body) {
    if (body == null) {
      String message = "body: longer than " + SmallCall.MOST_BYTES + " bytes";
      return served.error(null, 413, message, null);
    }
    try {
      return set(KnobsJson.change(served.knobs(), body));
    } catch (KnobsJson.WrongKnobs e) {
      return served.error(null, 400, e.getMessage(), null);
    }
  }

  private Response set(Knobs knobs) {
    served.knobs(knobs);
    return served.json(200, KnobsJson.write(knobs));
  }

  private Response models() {
    return served.json(
        200,
        Json.bytes(
            json -> {
              json.writeStartObject();
              json.writeStringField("object", "list");
              json.writeArrayFieldStart("data");
              model(json, served.model, null);
              for (String adapter : served.adapters) {
                model(json, adapter, served.model);
              }
              json.writeEndArray();
              json.writeEndObject();
            }));
  }

  private void model(JsonGenerator json, String id, String parent) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", id);
    json.writeStringField("object", "model");
    json.writeNumberField("created", served.seconds());
    json.writeStringField("owned_by", "llm-sim");
    if (parent != null) {
      json.writeStringField("parent", parent);
    }
    json.writeEndObject();
  }
}
