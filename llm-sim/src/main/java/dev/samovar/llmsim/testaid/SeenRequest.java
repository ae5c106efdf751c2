package dev.samovar.llmsim.testaid;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.samovar.llmsim.http.Header;
import dev.samovar.llmsim.http.RequestHead;
import dev.samovar.llmsim.openai.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One request as it came in.
 *
 * @param body {@code null} when it was too large to keep
 */
public record SeenRequest(
    RequestHead head, List<Header> trailers, long bodyBytes, String sha256, byte[] body) {
  /** As JSON; a body that is not UTF-8 stands in {@code bodyBase64}. */
  public byte[] json() {
    return Json.bytes(
        json -> {
          json.writeStartObject();
          json.writeStringField("method", head.method());
          json.writeStringField("path", head.target());
          headers(json, "headers", head.headers());
          headers(json, "trailers", trailers);
          json.writeNumberField("bodyBytes", bodyBytes);
          json.writeStringField("bodySha256", sha256);
          String text = text();
          json.writeStringField("body", text);
          if (text == null && body != null) {
            json.writeBinaryField("bodyBase64", body);
          }
          json.writeEndObject();
        });
  }

  private String text() {
    if (body == null) {
      return null;
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  private static void headers(JsonGenerator json, String name, List<Header> headers)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (Header header : headers) {
      json.writeStartObject();
      json.writeStringField("name", header.name());
      json.writeStringField("value", header.value());
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
