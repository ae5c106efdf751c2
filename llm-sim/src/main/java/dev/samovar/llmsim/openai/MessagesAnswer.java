package dev.samovar.llmsim.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;

/** The answer to Anthropic's {@code /messages}. */
final class MessagesAnswer implements Answer {
  private final LlmRequest request;
  private final Serving serving;
  private final Echo echo;

  MessagesAnswer(LlmRequest request, Serving serving) {
    this.request = request;
    this.serving = serving;
    this.echo = new Echo(request.lastTurn());
  }

  @Override
  public byte[] whole() {
    return Json.bytes(
        json -> {
          json.writeStartObject();
          message(json, true);
          json.writeEndObject();
        });
  }

  @Override
  public List<byte[]> begin() {
    return List.of(
        event(
            "message_start",
            json -> {
              json.writeObjectFieldStart("message");
              message(json, false);
              json.writeEndObject();
            }),
        event(
            "content_block_start",
            json -> {
              json.writeNumberField("index", 0);
              json.writeObjectFieldStart("content_block");
              json.writeStringField("type", "text");
              json.writeStringField("text", "");
              json.writeEndObject();
            }));
  }

  @Override
  public byte[] token(int index) {
    return event(
        "content_block_delta",
        json -> {
          json.writeNumberField("index", 0);
          json.writeObjectFieldStart("delta");
          json.writeStringField("type", "text_delta");
          json.writeStringField("text", echo.token(index));
          json.writeEndObject();
        });
  }

  @Override
  public List<byte[]> end() {
    return List.of(
        event("content_block_stop", json -> json.writeNumberField("index", 0)),
        event(
            "message_delta",
            json -> {
              json.writeObjectFieldStart("delta");
              json.writeStringField("stop_reason", stopReason());
              json.writeNullField("stop_sequence");
              json.writeEndObject();
              json.writeObjectFieldStart("usage");
              json.writeNumberField("output_tokens", serving.outputTokens());
              json.writeEndObject();
            }),
        event("message_stop", json -> {}));
  }

  private void message(JsonGenerator json, boolean complete) throws IOException {
    json.writeStringField("id", serving.id("msg_"));
    json.writeStringField("type", "message");
    json.writeStringField("role", "assistant");
    json.writeStringField("model", request.model());
    json.writeArrayFieldStart("content");
    if (complete) {
      json.writeStartObject();
      json.writeStringField("type", "text");
      json.writeStringField("text", echo.text(serving.outputTokens()));
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeStringField("stop_reason", complete ? stopReason() : null);
    json.writeNullField("stop_sequence");
    json.writeObjectFieldStart("usage");
    // In this API the parts of the prompt are counted apart.
    json.writeNumberField("input_tokens", request.promptTokens() - serving.cachedTokens());
    json.writeNumberField("cache_creation_input_tokens", 0);
    json.writeNumberField("cache_read_input_tokens", serving.cachedTokens());
    json.writeNumberField("output_tokens", complete ? serving.outputTokens() : 0);
    json.writeEndObject();
  }

  private String stopReason() {
    return request.maxTokens() > 0 ? "max_tokens" : "end_turn";
  }

  private static byte[] event(String type, Json.Part rest) {
    return Sse.event(
        type,
        json -> {
          json.writeStartObject();
          json.writeStringField("type", type);
          rest.to(json);
          json.writeEndObject();
        });
  }
}
