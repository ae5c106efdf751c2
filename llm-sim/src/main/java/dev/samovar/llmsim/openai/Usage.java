package dev.samovar.llmsim.openai;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** Token counts and why a generation ended. */
final class Usage {
  private Usage() {}

  /** {@code length} when the client's limit ended the generation, else {@code stop}. */
  static String finishReason(LlmRequest request) {
    return request.maxTokens() > 0 ? "length" : "stop";
  }

  static void openai(JsonGenerator json, LlmRequest request, Serving serving) throws IOException {
    json.writeObjectFieldStart("usage");
    json.writeNumberField("prompt_tokens", request.promptTokens());
    json.writeNumberField("completion_tokens", serving.outputTokens());
    json.writeNumberField("total_tokens", request.promptTokens() + serving.outputTokens());
    json.writeObjectFieldStart("prompt_tokens_details");
    json.writeNumberField("cached_tokens", serving.cachedTokens());
    json.writeEndObject();
    json.writeEndObject();
  }
}
