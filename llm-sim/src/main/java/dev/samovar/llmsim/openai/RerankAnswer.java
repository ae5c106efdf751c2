package dev.samovar.llmsim.openai;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** The answer to {@code /rerank}: scores in [0,1), the same for the same document, best first. */
final class RerankAnswer implements Answer {
  private final LlmRequest request;
  private final Serving serving;

  RerankAnswer(LlmRequest request, Serving serving) {
    this.request = request;
    this.serving = serving;
  }

  @Override
  public byte[] whole() {
    int count = request.items().size();
    List<Integer> order =
        IntStream.range(0, count)
            .boxed()
            .sorted(Comparator.comparingDouble(this::score).reversed())
            .limit(request.topN() > 0 ? request.topN() : count)
            .toList();
    return Json.bytes(
        json -> {
          json.writeStartObject();
          json.writeStringField("id", serving.id("rerank-"));
          json.writeStringField("model", request.model());
          json.writeObjectFieldStart("usage");
          json.writeNumberField("total_tokens", request.promptTokens());
          json.writeEndObject();
          json.writeArrayFieldStart("results");
          for (int index : order) {
            json.writeStartObject();
            json.writeNumberField("index", index);
            json.writeNumberField("relevance_score", score(index));
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private double score(int index) {
    return (EmbeddingsAnswer.mix(request.items().get(index).hash()) >>> 11) * 0x1p-53;
  }

  @Override
  public List<byte[]> begin() {
    return List.of();
  }

  @Override
  public byte[] token(int index) {
    throw new UnsupportedOperationException("rankings have no tokens");
  }

  @Override
  public List<byte[]> end() {
    return List.of();
  }
}
