package dev.samovar.llmsim.openai;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;

/**
 * The answer to {@code /embeddings}: one unit vector an input, the same for the same input; 16
 * dimensions unless the client names another number.
 */
final class EmbeddingsAnswer implements Answer {
  private static final int DEFAULT_DIMENSIONS = 16;

  private final LlmRequest request;

  EmbeddingsAnswer(LlmRequest request) {
    this.request = request;
  }

  @Override
  public byte[] whole() {
    return Json.bytes(
        json -> {
          json.writeStartObject();
          json.writeStringField("object", "list");
          json.writeArrayFieldStart("data");
          for (int i = 0; i < request.items().size(); i++) {
            float[] vector = vector(request.items().get(i).hash());
            json.writeStartObject();
            json.writeStringField("object", "embedding");
            json.writeNumberField("index", i);
            if (request.base64()) {
              json.writeStringField("embedding", base64(vector));
            } else {
              json.writeArrayFieldStart("embedding");
              for (float value : vector) {
                json.writeNumber(value);
              }
              json.writeEndArray();
            }
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeStringField("model", request.model());
          json.writeObjectFieldStart("usage");
          json.writeNumberField("prompt_tokens", request.promptTokens());
          json.writeNumberField("total_tokens", request.promptTokens());
          json.writeEndObject();
          json.writeEndObject();
        });
  }

  private float[] vector(long seed) {
    float[] vector =
        new float[request.dimensions() > 0 ? request.dimensions() : DEFAULT_DIMENSIONS];
    double square = 0;
    long state = seed;
    for (int i = 0; i < vector.length; i++) {
      state = mix(state + i);
      vector[i] = (state >> 40) / (float) (1 << 23);
      square += vector[i] * vector[i];
    }
    float length = (float) Math.max(1e-6, Math.sqrt(square));
    for (int i = 0; i < vector.length; i++) {
      vector[i] /= length;
    }
    return vector;
  }

  /** The finisher of SplitMix64, so that near seeds give far values. */
  static long mix(long value) {
    long z = value + 0x9e3779b97f4a7c15L;
    z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
    z = (z ^ z >>> 27) * 0x94d049bb133111ebL;
    return z ^ z >>> 31;
  }

  private static String base64(float[] vector) {
    ByteBuffer bytes = ByteBuffer.allocate(vector.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : vector) {
      bytes.putFloat(value);
    }
    return Base64.getEncoder().encodeToString(bytes.array());
  }

  @Override
  public List<byte[]> begin() {
    return List.of();
  }

  @Override
  public byte[] token(int index) {
    throw new UnsupportedOperationException("embeddings have no tokens");
  }

  @Override
  public List<byte[]> end() {
    return List.of();
  }
}
