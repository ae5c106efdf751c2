package dev.samovar.filter;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import dev.samovar.core.request.BodyScanner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * What Jackson makes of a request's body, which it reads as ISO 8859-1: a character is a byte, and
 * the content of strings is not judged.
 */
final class JsonVerdict {
  private static final JsonFactory STRICT =
      JsonFactory.builder()
          .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private JsonVerdict() {}

  /** The body with every top-level model replaced, or {@code null} where it is to be refused. */
  static byte[] edited(byte[] body, String model) throws IOException {
    String raw = new String(body, StandardCharsets.ISO_8859_1);
    String quoted =
        new String(
            ("\"" + model + "\"").getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    int mark = raw.startsWith("\u00EF\u00BB\u00BF") ? 3 : 0;
    String text = withoutUnknownEscapes(raw.substring(mark));
    StringBuilder out = new StringBuilder();
    int done = 0;
    int models = 0;
    try (JsonParser parser = STRICT.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return null;
      }
      int depth = 1;
      boolean value = false;
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (depth == 0 || value && token != JsonToken.VALUE_STRING) {
          return null;
        }
        if (value) {
          int start = (int) parser.currentTokenLocation().getCharOffset();
          // The parser stands at a string's end only once that was asked for.
          int length = parser.getText().length();
          int end = (int) parser.currentLocation().getCharOffset();
          if (length == 0
              || end - start - 2 > BodyScanner.MAX_MODEL_BYTES
              || !raw.startsWith(text.substring(start, end), start + mark)
              || ++models > BodyScanner.MAX_MODELS) {
            return null;
          }
          out.append(raw, done, start + mark).append(quoted);
          done = end + mark;
        }
        value = token == JsonToken.FIELD_NAME && depth == 1 && parser.currentName().equals("model");
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        if (depth > BodyScanner.MAX_DEPTH) {
          return null;
        }
      }
      if (depth > 0 || models == 0) {
        return null;
      }
    } catch (JsonProcessingException e) {
      return null;
    }
    out.append(raw, done, raw.length());
    return out.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Escapes that JSON does not know are none of the filter's concern, except in a model. */
  private static String withoutUnknownEscapes(String text) {
    StringBuilder out = new StringBuilder(text);
    for (int i = 0; i + 1 < text.length(); i++) {
      if (text.charAt(i) == '\\') {
        char next = text.charAt(i + 1);
        boolean known = next == 'u' ? isHex(text, i + 2) : "\"\\/bfnrt".indexOf(next) >= 0;
        if (!known) {
          out.replace(i, i + 2, "__");
        }
        i++;
      }
    }
    return out.toString();
  }

  private static boolean isHex(String text, int from) {
    return text.substring(from, Math.min(from + 4, text.length())).matches("[0-9a-fA-F]{4}");
  }
}
