package dev.samovar.core.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BodyScannerTest {

  private static final List<String> CORPUS =
      List.of(
          "{\"model\":\"auto\"}",
          " \r\n\t{ \"model\" : \"auto\" , \"stream\":true } \n",
          "{\"messages\":[{\"role\":\"user\",\"content\":\"你好 \\\"model\\\":\\\"x\\\"\"}],\"model\":\"a\"}",
          "{\"a\":{\"model\":\"no\"},\"b\":[{\"model\":1}],\"model\":\"yes\",\"c\":{\"model\":null}}",
          "{\"\\u006dodel\":\"a\",\"m\\u006fd\\u0065l\":\"b\",\"model\":\"c\"}",
          "{\"n\":[0,-0,1.5,-1.5e3,1E+5,2e-7,120],\"l\":[true,false,null],\"model\":\"m\"}",
          "{\"e\":{},\"f\":[],\"g\":[[],{}],\"\":\"\",\"model\":\"q\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\"}",
          "{\"model\":\"\\ud83d\\ude00\",\"x\":\"\\q \u0001\"}",
          "\uFEFF{\"model\":\"bom\"}",
          "{\"model\":1}",
          "{\"model\":\"\"}",
          "{\"model\":\"a\\q\"}",
          "{\"a\":01,\"model\":\"x\"}",
          "{\"model\":\"x\"} x",
          "{\"a\":[1,2}",
          "[]",
          "{\"a\":tru}",
          "");

  @Test
  void windowsOfEverySizeSayTheSame() {
    for (String text : CORPUS) {
      byte[] body = Scans.bytes(text);
      String whole = describe(body, Scans.of(body, Integer.MAX_VALUE));
      for (int window = 1; window <= body.length; window++) {
        assertThat(describe(body, Scans.of(body, window)))
            .as("%s in windows of %d", text, window)
            .isEqualTo(whole);
      }
    }
  }

  @Test
  void emptyWindowsChangeNothing() {
    byte[] body = Scans.bytes("{\"model\":\"auto\"}");
    BodyScanner scanner = new BodyScanner();
    for (byte b : body) {
      scanner.feed(new byte[0], 0, 0);
      scanner.feed(new byte[] {b}, 0, 1);
    }
    scanner.finish();
    assertThat(describe(body, scanner)).isEqualTo(describe(body, Scans.of(body, 99)));
  }

  private static String describe(byte[] body, BodyScanner scanner) {
    return scanner.error() == null
        ? scanner.position() + " " + scanner.model() + " " + Scans.values(body, scanner)
        : scanner.error().toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"model\":\"auto\"}                             | auto | \"auto\"",
        "{\"a\":{\"model\":\"no\"},\"model\":\"yes\"}     | yes  | \"yes\"",
        "{\"a\":[{\"model\":\"no\"}],\"model\":\"yes\"}   | yes  | \"yes\"",
        "{\"model\":\"first\",\"model\":\"last\"}         | last | \"first\" \"last\"",
        "{\"\\u006dod\\u0065\\u006C\":\"escaped\"}        | escaped | \"escaped\"",
        "{\"\\u006d\\u006f\\u0064\\u0065\\u006c\":\"all\"}| all  | \"all\"",
        "{\"model\":\"\\u0061\\/b\"}                      | a/b  | \"\\u0061\\/b\"",
        "{\"model\":\"m\",\"models\":1,\"mode\":2,\"Model\":3,\"modem\":4} | m | \"m\"",
        "{\"\\u006dode\":1,\"m\\odel\":2,\"mode\\u006\":3,\"model\\\\\":4,\"model\":\"m\"}"
            + " | m | \"m\"",
        "{\"model\\u0000\":1,\"model\":\"m\"}             | m    | \"m\""
      })
  void onlyTopLevelModelsCountHoweverSpelt(String body, String model, String spans) {
    BodyScanner scanner = Scans.of(body);
    assertThat(scanner.error()).isNull();
    assertThat(scanner.model()).isEqualTo(model);
    assertThat(String.join(" ", Scans.values(Scans.bytes(body), scanner))).isEqualTo(spans);
  }

  @Test
  void spansCountBytesNotCharacters() {
    String before = "\uFEFF{\"é😀\":\"你好\",\"model\":";
    BodyScanner scanner = Scans.of(before + "\"模型\"}");
    assertThat(scanner.model()).isEqualTo("模型");
    assertThat(scanner.spans().start(0)).isEqualTo(Scans.bytes(before).length);
    assertThat(scanner.spans().end(0)).isEqualTo(Scans.bytes(before).length + 8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[]                        | body: expected a JSON object, found something else at byte 0",
        "`  7`                     | body: expected a JSON object, found something else at byte 2",
        "{\"model\":\"x\"}{}       | body: something follows the JSON object at byte 13",
        "{\"model\":\"x\"},        | body: something follows the JSON object at byte 13",
        "{\"a\" 1}                 | body: not JSON at byte 5",
        "{\"a\":1,}                | body: not JSON at byte 7",
        "{,}                       | body: not JSON at byte 1",
        "{a:1}                     | body: not JSON at byte 1",
        "{\"a\":[1,]}              | body: not JSON at byte 8",
        "{\"a\":[,1]}              | body: not JSON at byte 6",
        "{\"a\":[1 2]}             | body: not JSON at byte 8",
        "{\"a\":[1}}               | body: not JSON at byte 7",
        "{\"a\":{\"b\":1]}         | body: not JSON at byte 11",
        "{\"a\":01}                | body: not JSON at byte 6",
        "{\"a\":-}                 | body: not JSON at byte 6",
        "{\"a\":-x}                | body: not JSON at byte 6",
        "{\"a\":+1}                | body: not JSON at byte 5",
        "{\"a\":.5}                | body: not JSON at byte 5",
        "{\"a\":1.}                | body: not JSON at byte 7",
        "{\"a\":1.e3}              | body: not JSON at byte 7",
        "{\"a\":1e}                | body: not JSON at byte 7",
        "{\"a\":1e+}               | body: not JSON at byte 8",
        "{\"a\":1e5e}              | body: not JSON at byte 8",
        "{\"a\":1.5.5}             | body: not JSON at byte 8",
        "{\"a\":0x1}               | body: not JSON at byte 6",
        "{\"a\":truth}             | body: not JSON at byte 8",
        "{\"a\":True}              | body: not JSON at byte 5",
        "{\"a\":nul}               | body: not JSON at byte 8",
        "{\"a\":nulll}             | body: not JSON at byte 9",
        "{\"a\":NaN}               | body: not JSON at byte 5",
        "{\"a\":'x'}               | body: not JSON at byte 5",
        "{/**/}                    | body: not JSON at byte 1",
        "{\"a\":1/**/}             | body: not JSON at byte 6",
        "{\"a\"}                   | body: not JSON at byte 4",
        "{\"a\":}                  | body: not JSON at byte 5",
        "{\"model\":}              | model: must be a string",
        "{\"model\":null}          | model: must be a string",
        "{\"model\":{\"model\":\"x\"}} | model: must be a string",
        "{\"model\":[\"x\"]}       | model: must be a string",
        "{\"model\":\"a\",\"model\":7} | model: must be a string",
        "{\"model\":\"\"}          | model: empty; name the model that shall answer",
        "{\"model\":\"a\",\"model\":\"\"} | model: empty; name the model that shall answer",
        "{\"model\":\"\\x\"}       | model: holds an escape that JSON does not know",
        "{\"model\":\"\\u12\"}     | model: holds an escape that JSON does not know",
        "{\"model\":\"\\u12g4\"}   | model: holds an escape that JSON does not know",
        "{}                        | model: missing; name the model that shall answer",
        "{\"a\":{\"model\":\"x\"}} | model: missing; name the model that shall answer",
        "``                        | body: empty; expected a JSON object with a model",
        "`   `                     | body: ends at byte 3 inside the JSON document"
      })
  void whatIsWrongIsSaidWithItsPlace(String body, String message) {
    BodyScanner scanner = Scans.of(body);
    assertThat(scanner.error()).isNotNull();
    assertThat(scanner.error().message()).isEqualTo(message);
    assertThat(scanner.error().status()).isEqualTo(400);
  }

  @Test
  void truncationAtEveryByteIsAnError() {
    for (String text : CORPUS) {
      byte[] body = Scans.bytes(text.strip());
      if (Scans.of(body, 99).error() != null) {
        continue;
      }
      for (int length = 0; length < body.length; length++) {
        BodyScanner scanner = Scans.of(Arrays.copyOf(body, length), Integer.MAX_VALUE);
        assertThat(scanner.error()).as("%d bytes of %s", length, text).isNotNull();
        assertThat(scanner.error().code()).isEqualTo("invalid_json");
      }
    }
  }

  @Test
  void aByteOrderMarkIsSkippedOnceAndOnlyInFront() {
    assertThat(Scans.of("\uFEFF{\"model\":\"x\"}").error()).isNull();
    assertThat(Scans.of("\uFEFF\uFEFF{\"model\":\"x\"}").error()).isNotNull();
    assertThat(Scans.of(" \uFEFF{\"model\":\"x\"}").error()).isNotNull();
    assertThat(Scans.of("{\"model\":\"x\"}\uFEFF").error()).isNotNull();
    assertThat(Scans.of(new byte[] {(byte) 0xEF, '{', '}'}, 9).error().message())
        .isEqualTo("body: not JSON at byte 1");
    assertThat(Scans.of(new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF}, 9).error().message())
        .isEqualTo("body: ends at byte 3 inside the JSON document");
  }

  @Test
  void whatStandsInsideStringsIsNotJudged() {
    byte[] body = Scans.bytes("{\"a\":\"xx\\q\\u1\",\"model\":\"m\"}");
    for (int b = 0; b < 256; b++) {
      if (b == '"' || b == '\\') {
        continue;
      }
      body[6] = (byte) b;
      BodyScanner scanner = Scans.of(body, Integer.MAX_VALUE);
      assertThat(scanner.error()).as("byte %d", b).isNull();
      assertThat(scanner.model()).isEqualTo("m");
    }
  }

  @Test
  void aModelOfInvalidUtf8IsReadWithReplacementsAndKeptInItsSpan() {
    byte[] body = Scans.bytes("{\"model\":\"a?b\"}");
    body[11] = (byte) 0xC3;
    BodyScanner scanner = Scans.of(body, 1);
    assertThat(scanner.error()).isNull();
    assertThat(scanner.model()).isEqualTo("a\uFFFDb");
    assertThat(scanner.spans().end(0)).isEqualTo(14);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 63, 64, 65, 127, 128, 129, 511, 512})
  void nestingUpToTheCapIsReadRight(int depth) {
    for (boolean arrays : new boolean[] {true, false}) {
      String body = nested(depth, arrays);
      BodyScanner scanner = Scans.of(body);
      assertThat(scanner.error()).as(body).isNull();
      assertThat(scanner.model()).isEqualTo("m");
      String swapped = body.replaceFirst(arrays ? "]" : "}", arrays ? "}" : "]");
      if (depth > 1) {
        assertThat(Scans.of(swapped).error()).as("closed by the wrong bracket").isNotNull();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {513, 514, 10_000, 1_000_000})
  void nestingPastTheCapIsRefusedWhereItGoesPast(int depth) {
    assertThat(Scans.of(nested(depth, true)).error().message())
        .isEqualTo("body: nested deeper than 512 levels at byte " + (5 + 511));
    assertThat(Scans.of(nested(depth, false)).error().code()).isEqualTo("invalid_json");
  }

  /** That many levels, the outermost object counted. */
  private static String nested(int depth, boolean arrays) {
    StringBuilder out = new StringBuilder("{\"a\":");
    out.append((arrays ? "[" : "{\"a\":").repeat(depth - 1));
    out.append(arrays && depth > 1 ? "" : "1");
    out.append((arrays ? "]" : "}").repeat(depth - 1));
    return out.append(",\"model\":\"m\"}").toString();
  }

  @Test
  void aModelNameMayHave1024BytesAsWritten() {
    assertThat(Scans.of("{\"model\":\"" + "x".repeat(1024) + "\"}").model()).hasSize(1024);
    String longest = "\\u0041".repeat(170) + "abcd";
    assertThat(Scans.of("{\"model\":\"" + longest + "\"}").model()).hasSize(174);
    for (String tooLong :
        List.of(
            "x".repeat(1025),
            "x".repeat(1_000_000),
            "x".repeat(1023) + "\\n",
            "x".repeat(1024) + "\\n",
            "x".repeat(1022) + "\\n" + "y",
            "\\u0041".repeat(171))) {
      for (int window : new int[] {1, 7, Integer.MAX_VALUE}) {
        byte[] body = Scans.bytes("{\"model\":\"" + tooLong + "\"}");
        assertThat(Scans.of(body, window).error().message())
            .isEqualTo("model: longer than 1024 bytes");
      }
    }
  }

  @Test
  void theKeyMayStand64TimesAndEachIsFound() {
    StringBuilder body = new StringBuilder("{\"model\":\"m0\"");
    List<String> expected = new ArrayList<>(List.of("\"m0\""));
    for (int i = 1; i < 64; i++) {
      body.append(",\"model\":\"m").append(i).append('"');
      expected.add("\"m" + i + "\"");
    }
    byte[] most = Scans.bytes(body + "}");
    BodyScanner scanner = Scans.of(most, 5);
    assertThat(scanner.error()).isNull();
    assertThat(Scans.values(most, scanner)).isEqualTo(expected);
    assertThat(scanner.model()).isEqualTo("m63");
    assertThat(Scans.of(body + ",\"model\":\"m64\"}").error().message())
        .isEqualTo("model: stands more than 64 times");
  }

  @Test
  void keysAndStringsAndNumbersOfAMegabyteAreRead() {
    String large = "k".repeat(1 << 20);
    String escapes = "\\u006d".repeat(1 << 17);
    String body =
        "{\""
            + large
            + "\":\""
            + large
            + "\",\""
            + escapes
            + "\":"
            + "9".repeat(1 << 20)
            + ",\"model\":\"m\",\"model"
            + large
            + "\":1}";
    for (int window : new int[] {1, 1000, 32768, Integer.MAX_VALUE}) {
      byte[] bytes = Scans.bytes(body);
      BodyScanner scanner = Scans.of(bytes, window);
      assertThat(scanner.error()).isNull();
      assertThat(Scans.values(bytes, scanner)).containsExactly("\"m\"");
    }
  }

  @Test
  void aBodyOfManyMegabytesIsReadWithoutBeingHeld() {
    byte[] window = Scans.bytes("\"x\":[1,2,{\"model\":3}],".repeat(4000));
    BodyScanner scanner = new BodyScanner();
    scanner.feed(new byte[] {'{'}, 0, 1);
    for (int i = 0; i < 400; i++) {
      scanner.feed(window, 0, window.length);
    }
    byte[] end = Scans.bytes("\"model\":\"far\"}");
    scanner.feed(end, 0, end.length);
    scanner.finish();
    assertThat(scanner.error()).isNull();
    assertThat(scanner.spans().start(0)).isEqualTo(1 + 400 * window.length + 8);
    assertThat(scanner.position()).isEqualTo(1 + 400 * window.length + end.length);
  }

  @Test
  void afterAnErrorEverythingIsIgnored() {
    BodyScanner scanner = new BodyScanner();
    scanner.feed(Scans.bytes("{\"model\":\"x\",!"), 0, 14);
    ApiError first = scanner.error();
    scanner.feed(Scans.bytes("\"model\":\"y\"}"), 0, 12);
    scanner.finish();
    scanner.finish();
    assertThat(scanner.error()).isSameAs(first);
    assertThat(scanner.spans().count()).isEqualTo(1);
  }

  @Test
  void finishingTwiceIsAsFinishingOnce() {
    BodyScanner good = Scans.of("{\"model\":\"x\"}");
    good.finish();
    assertThat(good.error()).isNull();
    BodyScanner missing = Scans.of("{}");
    ApiError first = missing.error();
    missing.finish();
    assertThat(missing.error()).isSameAs(first);
  }
}
