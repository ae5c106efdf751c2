package dev.samovar.llmsim.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The answer to {@code /chat/completions}. */
final class ChatAnswer implements Answer {
  private final LlmRequest request;
  private final Serving serving;
  private final String id;
  private final Echo echo;

  ChatAnswer(LlmRequest request, Serving serving) {
    this.request = request;
    this.serving = serving;
    this.id = serving.id("chatcmpl-");
    this.echo = new Echo(request.lastTurn());
  }

  @Override
  public byte[] whole() {
    return Json.bytes(
        json -> {
          start(json, "chat.completion");
          json.writeArrayFieldStart("choices");
          json.writeStartObject();
          json.writeNumberField("index", 0);
          json.writeObjectFieldStart("message");
          json.writeStringField("role", "assistant");
          json.writeStringField("content", echo.text(serving.outputTokens()));
          json.writeNullField("refusal");
          json.writeEndObject();
          json.writeNullField("logprobs");
          json.writeStringField("finish_reason", Usage.finishReason(request));
          json.writeEndObject();
          json.writeEndArray();
          Usage.openai(json, request, serving);
          json.writeEndObject();
        });
  }

  @Override
  public List<byte[]> begin() {
    return List.of(
        chunk(
            json -> {
              json.writeStringField("role", "assistant");
              json.writeStringField("content", "");
            },
            null));
  }

  @Override
  public byte[] token(int index) {
    return chunk(json -> json.writeStringField("content", echo.token(index)), null);
  }

  @Override
  public List<byte[]> end() {
    List<byte[]> events = new ArrayList<>();
    events.add(chunk(json -> {}, Usage.finishReason(request)));
    if (request.includeUsage()) {
      events.add(
          Sse.data(
              json -> {
                start(json, "chat.completion.chunk");
                json.writeArrayFieldStart("choices");
                json.writeEndArray();
                Usage.openai(json, request, serving);
                json.writeEndObject();
              }));
    }
    events.add(Sse.DONE);
    return events;
  }

  private byte[] chunk(Json.Part delta, String finishReason) {
    return Sse.data(
        json -> {
          start(json, "chat.completion.chunk");
          json.writeArrayFieldStart("choices");
          json.writeStartObject();
          json.writeNumberField("index", 0);
          json.writeObjectFieldStart("delta");
          delta.to(json);
          json.writeEndObject();
          json.writeNullField("logprobs");
          json.writeStringField("finish_reason", finishReason);
          json.writeEndObject();
          json.writeEndArray();
          if (request.includeUsage()) {
            json.writeNullField("usage");
          }
          json.writeEndObject();
        });
  }

  private void start(JsonGenerator json, String object) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", id);
    json.writeStringField("object", object);
    json.writeNumberField("created", serving.created());
    json.writeStringField("model", request.model());
    json.writeStringField("system_fingerprint", serving.fingerprint());
  }
}
