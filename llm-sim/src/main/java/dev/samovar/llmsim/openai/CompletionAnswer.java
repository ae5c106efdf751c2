package dev.samovar.llmsim.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The answer to {@code /completions}. */
final class CompletionAnswer implements Answer {
  private final LlmRequest request;
  private final Serving serving;
  private final String id;
  private final Echo echo;

  CompletionAnswer(LlmRequest request, Serving serving) {
    this.request = request;
    this.serving = serving;
    this.id = serving.id("cmpl-");
    this.echo = new Echo(request.lastTurn());
  }

  @Override
  public byte[] whole() {
    return Json.bytes(
        json -> {
          start(json);
          choice(json, echo.text(serving.outputTokens()), Usage.finishReason(request));
          Usage.openai(json, request, serving);
          json.writeEndObject();
        });
  }

  @Override
  public List<byte[]> begin() {
    return List.of();
  }

  @Override
  public byte[] token(int index) {
    return chunk(echo.token(index), null);
  }

  @Override
  public List<byte[]> end() {
    List<byte[]> events = new ArrayList<>();
    events.add(chunk("", Usage.finishReason(request)));
    if (request.includeUsage()) {
      events.add(
          Sse.data(
              json -> {
                start(json);
                json.writeArrayFieldStart("choices");
                json.writeEndArray();
                Usage.openai(json, request, serving);
                json.writeEndObject();
              }));
    }
    events.add(Sse.DONE);
    return events;
  }

  private byte[] chunk(String text, String finishReason) {
    return Sse.data(
        json -> {
          start(json);
          choice(json, text, finishReason);
          if (request.includeUsage()) {
            json.writeNullField("usage");
          }
          json.writeEndObject();
        });
  }

  private void start(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", id);
    json.writeStringField("object", "text_completion");
    json.writeNumberField("created", serving.created());
    json.writeStringField("model", request.model());
    json.writeStringField("system_fingerprint", serving.fingerprint());
  }

  private static void choice(JsonGenerator json, String text, String finishReason)
      throws IOException {
    json.writeArrayFieldStart("choices");
    json.writeStartObject();
    json.writeStringField("text", text);
    json.writeNumberField("index", 0);
    json.writeNullField("logprobs");
    json.writeStringField("finish_reason", finishReason);
    json.writeEndObject();
    json.writeEndArray();
  }
}
