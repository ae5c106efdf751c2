package dev.samovar.llmsim.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonScannerTest {
  private static final ObjectMapper ORACLE =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private static String read(byte[] json, int piece) {
    StringBuilder seen = new StringBuilder();
    JsonScanner scanner = new JsonScanner(new Written(seen));
    for (int at = 0; at < json.length; at += piece) {
      scanner.feed(json, at, Math.min(piece, json.length - at));
    }
    scanner.end();
    return seen.toString();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void everySplitOfTheBytesGivesTheSameDocument() {
    byte[] json =
        utf8(
            " {\"a\\u00e9\": [1, -0.5e+3, true ,false,null,\"\"], \"b\":{\"ü\\n\":\"x\\\"y€😀\\ud83d\\ude00\\ud800z\"}, \"c\":[]} ");
    String whole = read(json, json.length);
    assertThat(whole)
        .isEqualTo("{aé=[(1)(-0.5e+3)(true)(false)(null)'']b={ü\n='x\"y€😀😀\uFFFDz'}c=[]}");
    for (int piece = 1; piece < json.length; piece++) {
      assertThat(read(json, piece)).as("pieces of %d", piece).isEqualTo(whole);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "[",
        "[1",
        "[1,",
        "[1,]",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{a:1}",
        "{'a':1}",
        "01",
        "1.",
        ".5",
        "-",
        "+1",
        "1e",
        "1e+",
        "0x1",
        "NaN",
        "tru",
        "truee",
        "nul",
        "\"",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\u12g4\"",
        "\"\t\"",
        "1 2",
        "[1 2]",
        "{\"a\" 1}",
        "]",
        "}",
        "[}",
        "{]",
        ",",
        ":",
        "[1]]",
        "// c",
        "-01",
        "1.e1",
        "[\"a\",,1]"
      })
  void whatIsNoJsonIsRefused(String text) {
    assertThatThrownBy(() -> read(utf8(text), 3))
        .isInstanceOf(InvalidRequest.class)
        .hasMessageStartingWith("body: ");
    assertThat(accepts(utf8(text))).as("the oracle").isFalse();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void mutatedDocumentsAreJudgedAsTheOracleJudgesThem(long seed) {
    Random random = new Random(seed);
    byte[] good =
        utf8("{\"model\":\"a\\u0041\",\"n\":[0,-1.5e2,true,null,{\"x\":\"y\"}],\"s\":\"\"}");
    String alphabet = "{}[]\",:\\0123456789-+.eEtrufalsn /x\n";
    for (int i = 0; i < 20_000; i++) {
      byte[] json = good.clone();
      for (int change = 0; change <= random.nextInt(3); change++) {
        json[random.nextInt(json.length)] =
            (byte) alphabet.charAt(random.nextInt(alphabet.length()));
      }
      assertThat(scans(json))
          .as("%s", new String(json, StandardCharsets.UTF_8))
          .isEqualTo(accepts(json));
    }
  }

  @Test
  void invalidUtf8IsRefused() {
    for (int[] bytes :
        new int[][] {
          {0x80},
          {0xC0, 0x80},
          {0xC3},
          {0xE0, 0x80, 0x80},
          {0xED, 0xA0, 0x80},
          {0xF4, 0x90, 0x80, 0x80},
          {0xF8},
          {0xFF},
          {0xE2, 0x82}
        }) {
      byte[] json = new byte[bytes.length + 2];
      json[0] = '"';
      for (int i = 0; i < bytes.length; i++) {
        json[i + 1] = (byte) bytes[i];
      }
      json[json.length - 1] = '"';
      assertThatThrownBy(() -> read(json, 1)).hasMessageStartingWith("body: invalid UTF-8");
    }
  }

  @Test
  void byteOrderMarkIsRefused() {
    assertThatThrownBy(() -> read(utf8("\uFEFF{}"), 3)).hasMessage("body: not JSON, near byte 0");
  }

  @Test
  void deepNestingCostsNoStack() {
    String deep = "[".repeat(60_000) + "]".repeat(60_000);
    assertThat(read(utf8(deep), 1000)).hasSize(120_000);
    assertThatThrownBy(() -> read(utf8("[".repeat(70_000)), 1000))
        .hasMessage("body: nested deeper than 65536 levels");
  }

  @Test
  void hugeKeyIsCut() {
    assertThat(read(utf8("{\"" + "k".repeat(1 << 20) + "\":1}"), 4096))
        .isEqualTo("{" + "k".repeat(256) + "=(1)}");
  }

  private static boolean scans(byte[] json) {
    try {
      read(json, json.length);
      return true;
    } catch (InvalidRequest e) {
      return false;
    }
  }

  private static boolean accepts(byte[] json) {
    try {
      return !ORACLE.readTree(json).isMissingNode();
    } catch (IOException e) {
      return false;
    }
  }

  /** Writes down what it is told, one character a part. */
  private static final class Written implements JsonScanner.Visitor {
    private final StringBuilder seen;
    private final ByteArrayOutputStream text = new ByteArrayOutputStream();
    private final ArrayDeque<Character> ends = new ArrayDeque<>();

    Written(StringBuilder seen) {
      this.seen = seen;
    }

    @Override
    public void open(boolean object) {
      seen.append(object ? '{' : '[');
      ends.push(object ? '}' : ']');
    }

    @Override
    public void close() {
      seen.append(ends.pop());
    }

    @Override
    public void key(String name) {
      seen.append(name).append('=');
    }

    @Override
    public void text(byte[] bytes, int offset, int length) {
      text.write(bytes, offset, length);
    }

    @Override
    public void endText() {
      seen.append('\'').append(text.toString(StandardCharsets.UTF_8)).append('\'');
      text.reset();
    }

    @Override
    public void literal(String token) {
      seen.append('(').append(token).append(')');
    }
  }
}
