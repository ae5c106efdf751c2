package dev.samovar.core.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The scanner against Jackson over random documents, whole and damaged.
 *
 * <p>Jackson reads the bytes as ISO 8859-1, so that a character is a byte and the content of
 * strings is not judged; escapes that JSON does not know are blanked for it, for the same reason.
 * What the scanner asks beyond JSON is asked of Jackson's tokens here: one object, its depth, and
 * that every top-level {@code model} is a usable name.
 *
 * <p>Each run reads {@code -Dsamovar.fuzz.bytes} bytes, a million unless it is set.
 */
class BodyScannerOracleTest {
  private static final long BYTES = Long.getLong("samovar.fuzz.bytes", 1_000_000);
  private static final long SEED = 20_240_229L;
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

  private record Span(int start, int end) {}

  private record Verdict(List<Span> spans, String why) {
    boolean accepts() {
      return why == null;
    }
  }

  @Test
  void aBodyIsAcceptedExactlyWhenJacksonAcceptsItAndTheSpansAreJacksonsValues() {
    int accepted = 0;
    int refused = 0;
    long seed = SEED;
    for (long bytes = 0; bytes < BYTES; seed++) {
      Random random = new Random(seed);
      byte[] body =
          random.nextInt(4) == 0 ? new RandomRequest(random).write() : new Document(random).write();
      for (int damages = random.nextInt(4); damages > 0; damages--) {
        body = damage(body, random);
      }
      Verdict verdict = judge(body);
      ReadPlan plan = random.nextBoolean() ? ReadPlan.EVERYTHING : ReadPlan.MODEL;
      BodyScanner scanner = Scans.of(plan, body, 1 + random.nextInt(body.length + 1));
      bytes += body.length;
      boolean agrees =
          verdict.accepts()
              ? scanner.error() == null && spans(scanner).equals(verdict.spans())
              : scanner.error() != null;
      if (!agrees) {
        fail(
            "seed %d: Jackson %s %s, the scanner %s %s: %s",
            seed,
            verdict.why(),
            verdict.spans(),
            scanner.error(),
            spans(scanner),
            new String(body, StandardCharsets.ISO_8859_1));
      }
      accepted += verdict.accepts() ? 1 : 0;
      refused += verdict.accepts() ? 0 : 1;
    }
    assertThat(accepted).as("accepted").isGreaterThan((int) (seed - SEED) / 5);
    assertThat(refused).as("refused").isGreaterThan((int) (seed - SEED) / 5);
  }

  private static List<Span> spans(BodyScanner scanner) {
    List<Span> out = new ArrayList<>();
    for (int i = 0; i < scanner.spans().count(); i++) {
      out.add(new Span(scanner.spans().start(i), scanner.spans().end(i)));
    }
    return out;
  }

  private static Verdict judge(byte[] body) {
    String raw = new String(body, StandardCharsets.ISO_8859_1);
    int mark = raw.startsWith("\u00EF\u00BB\u00BF") ? 3 : 0;
    String text = withoutStrangeEscapes(raw.substring(mark));
    List<Span> spans = new ArrayList<>();
    try (JsonParser parser = STRICT.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return new Verdict(spans, "is no object");
      }
      int depth = 1;
      boolean model = false;
      String why = null;
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (depth == 0) {
          return new Verdict(spans, "goes on");
        }
        if (model && token != JsonToken.VALUE_STRING) {
          return new Verdict(spans, "model is no string");
        }
        if (model) {
          int start = (int) parser.currentTokenLocation().getCharOffset();
          // The parser reads strings when they are asked for; only then it stands at their end.
          int length = parser.getText().length();
          int end = (int) parser.currentLocation().getCharOffset();
          boolean usable =
              length > 0
                  && end - start - 2 <= BodyScanner.MAX_MODEL_BYTES
                  && raw.startsWith(text.substring(start, end), start + mark);
          why = usable && spans.size() < BodyScanner.MAX_MODELS ? why : "model is no name";
          spans.add(new Span(start + mark, end + mark));
        }
        model = token == JsonToken.FIELD_NAME && depth == 1 && parser.currentName().equals("model");
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        if (depth > BodyScanner.MAX_DEPTH) {
          return new Verdict(spans, "is too deep");
        }
      }
      if (depth > 0) {
        return new Verdict(spans, "ends early");
      }
      return new Verdict(spans, why == null && spans.isEmpty() ? "has no model" : why);
    } catch (JsonParseException e) {
      return new Verdict(spans, e.getOriginalMessage());
    } catch (IOException e) {
      return new Verdict(spans, e.toString());
    }
  }

  /** Two letters for each escape that JSON does not know, so that places stay. */
  private static String withoutStrangeEscapes(String text) {
    StringBuilder out = new StringBuilder(text);
    for (int i = 0; i + 1 < text.length(); i++) {
      if (text.charAt(i) != '\\') {
        continue;
      }
      char escape = text.charAt(i + 1);
      boolean known =
          escape == 'u'
              ? text.substring(i + 2, Math.min(i + 6, text.length())).matches("[0-9a-fA-F]{4}")
              : "\"\\/bfnrt".indexOf(escape) >= 0;
      if (!known) {
        out.replace(i, i + 2, "__");
      }
      i++;
    }
    return out.toString();
  }

  private static byte[] damage(byte[] body, Random random) {
    String chars = "{}[]\",:\\ model0123.eE+-tfn\u00EF\u00BB\u00BF\n";
    int at = random.nextInt(body.length + 1);
    byte other = (byte) chars.charAt(random.nextInt(chars.length()));
    switch (random.nextInt(5)) {
      case 0:
        return splice(body, at, at, new byte[] {other});
      case 1:
        return splice(body, at, Math.min(at + 1, body.length), new byte[0]);
      case 2:
        return splice(body, at, Math.min(at + 1, body.length), new byte[] {other});
      case 3:
        int from = random.nextInt(body.length + 1);
        int to = Math.min(body.length, from + random.nextInt(8));
        return splice(body, at, at, java.util.Arrays.copyOfRange(body, from, to));
      default:
        return random.nextBoolean() ? splice(body, at, body.length, new byte[0]) : body;
    }
  }

  private static byte[] splice(byte[] body, int from, int to, byte[] with) {
    byte[] out = new byte[body.length - (to - from) + with.length];
    System.arraycopy(body, 0, out, 0, from);
    System.arraycopy(with, 0, out, from, with.length);
    System.arraycopy(body, to, out, from + with.length, body.length - to);
    return out;
  }

  /** Writes a random document that is JSON but for what its strings hold. */
  private static final class Document {
    private static final String[] SPACES = {"", "", "", " ", "\n", "\t \r\n"};
    private static final String[] NUMBERS = {
      "0", "-0", "7", "-12", "1.5", "0.001", "-3.25e10", "1E+9", "2e-3", "9007199254740993"
    };
    private static final String[] PIECES = {
      "a", "model", "\\\"", "\\\\", "\\/", "\\n", "\\u006d", "\\uD83D", "\\q", "\\u1", "\u00e9",
      "\u4f60", "\u0001", "{", "}", ":", ",", "\u007f"
    };
    private static final String[] KEYS = {
      "model", "model", "m\\u006fdel", "\\u006d\\u006f\\u0064\\u0065\\u006c", "mode", "models", ""
    };

    private final Random random;
    private final StringBuilder out = new StringBuilder();

    Document(Random random) {
      this.random = random;
    }

    byte[] write() {
      if (random.nextInt(20) == 0) {
        out.append('\uFEFF');
      }
      space();
      object(0, random.nextInt(4) > 0);
      space();
      return Scans.bytes(out.toString());
    }

    private void object(int depth, boolean withModel) {
      out.append('{');
      int members = random.nextInt(5);
      int model = withModel ? random.nextInt(members + 1) : -1;
      for (int i = 0; i <= members; i++) {
        if (i == members && model != i) {
          break;
        }
        if (i > 0) {
          out.append(',');
        }
        space();
        if (i == model) {
          out.append("\"model\"");
          colon();
          string(true);
        } else {
          out.append('"').append(random.nextInt(8) == 0 ? pick(KEYS) : "k" + i).append('"');
          colon();
          value(depth + 1);
        }
        space();
      }
      if (out.charAt(out.length() - 1) == ',') {
        out.setLength(out.length() - 1);
      }
      space();
      out.append('}');
    }

    private void colon() {
      space();
      out.append(':');
      space();
    }

    private void value(int depth) {
      switch (random.nextInt(depth > 6 ? 5 : 8)) {
        case 0 -> out.append(pick(NUMBERS));
        case 1 -> out.append("true");
        case 2 -> out.append("false");
        case 3 -> out.append("null");
        case 4, 5 -> string(false);
        case 6 -> object(depth, random.nextInt(3) == 0);
        default -> {
          out.append('[');
          for (int i = random.nextInt(4); i > 0; i--) {
            space();
            value(depth + 1);
            space();
            out.append(i > 1 ? "," : "");
          }
          out.append(']');
        }
      }
    }

    private void string(boolean notEmpty) {
      out.append('"').append(notEmpty ? "x" : "");
      for (int i = random.nextInt(4); i > 0; i--) {
        out.append(notEmpty && random.nextInt(4) > 0 ? "y" : pick(PIECES));
      }
      out.append('"');
    }

    private void space() {
      out.append(pick(SPACES));
    }

    private String pick(String[] of) {
      return of[random.nextInt(of.length)];
    }
  }
}
