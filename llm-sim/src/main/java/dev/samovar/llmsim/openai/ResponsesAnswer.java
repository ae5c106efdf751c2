package dev.samovar.llmsim.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The answer to {@code /responses}. */
final class ResponsesAnswer implements Answer {
  private final LlmRequest request;
  private final Serving serving;
  private final Echo echo;
  private int sequence;

  ResponsesAnswer(LlmRequest request, Serving serving) {
    this.request = request;
    this.serving = serving;
    this.echo = new Echo(request.lastTurn());
  }

  @Override
  public byte[] whole() {
    return Json.bytes(json -> response(json, true));
  }

  @Override
  public List<byte[]> begin() {
    List<byte[]> events = new ArrayList<>();
    for (String type : List.of("response.created", "response.in_progress")) {
      events.add(
          event(
              type,
              json -> {
                json.writeFieldName("response");
                response(json, false);
              }));
    }
    events.add(
        event(
            "response.output_item.added",
            json -> {
              json.writeNumberField("output_index", 0);
              json.writeFieldName("item");
              item(json, false);
            }));
    events.add(
        event(
            "response.content_part.added",
            json -> {
              place(json);
              json.writeFieldName("part");
              part(json, "");
            }));
    return events;
  }

  @Override
  public byte[] token(int index) {
    return event(
        "response.output_text.delta",
        json -> {
          place(json);
          json.writeStringField("delta", echo.token(index));
        });
  }

  @Override
  public List<byte[]> end() {
    String text = echo.text(serving.outputTokens());
    return List.of(
        event(
            "response.output_text.done",
            json -> {
              place(json);
              json.writeStringField("text", text);
            }),
        event(
            "response.content_part.done",
            json -> {
              place(json);
              json.writeFieldName("part");
              part(json, text);
            }),
        event(
            "response.output_item.done",
            json -> {
              json.writeNumberField("output_index", 0);
              json.writeFieldName("item");
              item(json, true);
            }),
        event(
            "response." + status(),
            json -> {
              json.writeFieldName("response");
              response(json, true);
            }));
  }

  private String status() {
    return request.maxTokens() > 0 ? "incomplete" : "completed";
  }

  private void response(JsonGenerator json, boolean complete) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", serving.id("resp_"));
    json.writeStringField("object", "response");
    json.writeNumberField("created_at", serving.created());
    json.writeStringField("status", complete ? status() : "in_progress");
    json.writeNullField("error");
    if (complete && request.maxTokens() > 0) {
      json.writeObjectFieldStart("incomplete_details");
      json.writeStringField("reason", "max_output_tokens");
      json.writeEndObject();
    } else {
      json.writeNullField("incomplete_details");
    }
    json.writeStringField("model", request.model());
    json.writeArrayFieldStart("output");
    if (complete) {
      item(json, true);
    }
    json.writeEndArray();
    if (complete) {
      usage(json);
    } else {
      json.writeNullField("usage");
    }
    json.writeEndObject();
  }

  private void usage(JsonGenerator json) throws IOException {
    json.writeObjectFieldStart("usage");
    json.writeNumberField("input_tokens", request.promptTokens());
    json.writeObjectFieldStart("input_tokens_details");
    json.writeNumberField("cached_tokens", serving.cachedTokens());
    json.writeEndObject();
    json.writeNumberField("output_tokens", serving.outputTokens());
    json.writeObjectFieldStart("output_tokens_details");
    json.writeNumberField("reasoning_tokens", 0);
    json.writeEndObject();
    json.writeNumberField("total_tokens", request.promptTokens() + serving.outputTokens());
    json.writeEndObject();
  }

  private void item(JsonGenerator json, boolean complete) throws IOException {
    json.writeStartObject();
    json.writeStringField("type", "message");
    json.writeStringField("id", serving.id("msg_"));
    json.writeStringField("status", complete ? status() : "in_progress");
    json.writeStringField("role", "assistant");
    json.writeArrayFieldStart("content");
    if (complete) {
      part(json, echo.text(serving.outputTokens()));
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void part(JsonGenerator json, String text) throws IOException {
    json.writeStartObject();
    json.writeStringField("type", "output_text");
    json.writeStringField("text", text);
    json.writeArrayFieldStart("annotations");
    json.writeEndArray();
    json.writeEndObject();
  }

  private void place(JsonGenerator json) throws IOException {
    json.writeStringField("item_id", serving.id("msg_"));
    json.writeNumberField("output_index", 0);
    json.writeNumberField("content_index", 0);
  }

  private byte[] event(String type, Json.Part rest) {
    int number = sequence++;
    return Sse.event(
        type,
        json -> {
          json.writeStartObject();
          json.writeStringField("type", type);
          json.writeNumberField("sequence_number", number);
          rest.to(json);
          json.writeEndObject();
        });
  }
}
