package dev.samovar.core.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MultipartScannerTest {
  private static final String TYPE = "multipart/form-data; boundary=XyZ";
  private static final String MODEL = "Content-Disposition: form-data; name=\"model\"\n\n";
  private static final String FILE =
      "Content-Disposition: form-data; name=\"file\"; filename=\"a.wav\"\n"
          + "Content-Type: audio/wav\n\n";

  /** With LF for CRLF. */
  private static MultipartScanner scan(String body) {
    return scan(bytes(body), Integer.MAX_VALUE);
  }

  private static byte[] bytes(String body) {
    return body.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
  }

  private static MultipartScanner scan(byte[] body, int window) {
    MultipartScanner scanner = MultipartScanner.of(TYPE);
    for (int at = 0; at < body.length; ) {
      int length = Math.min(window, body.length - at);
      byte[] padded = new byte[length + 2];
      padded[0] = '\r';
      padded[length + 1] = '-';
      System.arraycopy(body, at, padded, 1, length);
      scanner.feed(padded, 1, length);
      at += length;
    }
    scanner.finish();
    return scanner;
  }

  private static String describe(byte[] body, MultipartScanner scanner) {
    if (scanner.error() != null) {
      return scanner.error().message();
    }
    StringBuilder out = new StringBuilder(scanner.model());
    for (int i = 0; i < scanner.spans().count(); i++) {
      int start = scanner.spans().start(i);
      int length = scanner.spans().end(i) - start;
      out.append(' ').append(new String(body, start, length, StandardCharsets.ISO_8859_1));
    }
    return out.toString();
  }

  @Test
  void theModelIsFoundBesideAFile() {
    String body =
        "--XyZ\n" + FILE + "RIFF\0\n\r--Xy\n--XyY\n--XyZ\n" + MODEL + "whisper-1\n--XyZ--\n";
    MultipartScanner scanner = scan(body);
    assertThat(scanner.error()).isNull();
    assertThat(scanner.model()).isEqualTo("whisper-1");
    assertThat(scanner.spans().count()).isEqualTo(1);
    assertThat(scanner.spans().start(0))
        .isEqualTo(bytes(body.substring(0, body.indexOf("whisper"))).length);
    assertThat(scanner.spans().end(0) - scanner.spans().start(0)).isEqualTo(9);
    assertThat(scanner.position()).isEqualTo(bytes(body).length);
    assertThat(scanner.features().maxTokens()).isEqualTo(-1);
  }

  private static final List<String> GOOD =
      List.of(
          "--XyZ\n" + MODEL + "m\n--XyZ--",
          "preamble\n--XyZ\n" + MODEL + "m\n--XyZ--\nepilogue --XyZ",
          "\n--XyZ  \t\n" + MODEL + "m\n--XyZ--",
          "--XyZ\n" + FILE + "\n--XyZ\n" + MODEL + "m\n--XyZ--",
          "--XyZ\n\nno headers\n--XyZ\n" + MODEL + "m\n--XyZ--",
          "--XyZ\ncontent-DISPOSITION:form-data;NAME=model\nX: y\n\nm\n--XyZ--",
          "--XyZ\nContent-Disposition: form-data; filename=\"a\\\"; name=x\"; name=\"model\"\n\nm\n--XyZ--",
          "--XyZ\n" + MODEL + "m\n--XyZ\n" + MODEL.replace("model", "models") + "x\n--XyZ--",
          "--XyZ\n" + MODEL + "m\r\n--XyZ--");

  @Test
  void formsOfEveryShapeAreRead() {
    for (String form : GOOD) {
      String model = form.endsWith("m\r\n--XyZ--") ? "m\r" : "m";
      assertThat(describe(bytes(form), scan(form))).as(form).isEqualTo(model + " " + model);
    }
    String two = "--XyZ\n" + MODEL + "a\nb\n--XyZ\n" + MODEL + "last\n--XyZ--";
    assertThat(describe(bytes(two), scan(two))).isEqualTo("last a\r\nb last");
  }

  @Test
  void windowsOfEverySizeSayTheSame() {
    List<String> forms = new ArrayList<>(GOOD);
    forms.add("--XyZ\n" + MODEL + "m\n--XyZ-x");
    forms.add("--XyZ\n" + MODEL + "m");
    forms.add("--XyZ\n" + MODEL + "x".repeat(1024) + "\n--XyZ--");
    forms.add("--XyZ\n" + MODEL + "x".repeat(1025) + "\n--XyZ--");
    forms.add("--XyZ\n" + MODEL + "\n--XyZ--");
    for (String form : forms) {
      byte[] body = bytes(form);
      String whole = describe(body, scan(form));
      for (int window = 1; window <= Math.min(body.length, 80); window++) {
        assertThat(describe(body, scan(body, window))).as("windows of %d", window).isEqualTo(whole);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``                           | body: empty; expected a form with a model",
        "{}                           | body: ends at byte 2 before the form's last delimiter",
        "--XyZ--                      | model: missing; name the model that shall answer",
        "--XyZ@M@--XyZ--              | body: ends at byte 62 before the form's last delimiter",
        "--XyZ@M@@--XyZ--             | model: empty; name the model that shall answer",
        "--XyZx@M@m@--XyZ--           | body: not a form at byte 5",
        "--XyZ@M@m@--XyZ-@            | body: not a form at byte 64",
        "--XyZ@M@m                    | body: ends at byte 56 before the form's last delimiter",
        "--XyZ@x@@m@--XyZ--           | body: a part's headers are malformed before byte 10",
        "--XyZ@ a: b@@m@--XyZ--       | body: a part's headers are malformed before byte 14",
        "--XyZ@a : b@@m@--XyZ--       | body: a part's headers are malformed before byte 14",
        "--XyZ@: b@@m@--XyZ--         | body: a part's headers are malformed before byte 12",
        "--XyZ@D;name=model@D;name=x@@m@--XyZ--"
            + " | body: a part has more than one name before byte 73",
        "--XyZ@D;name=x;name=\"model\"@@m@--XyZ--"
            + " | body: a part has more than one name before byte 51",
        "--XyZ@D;name=\"model@@m@--XyZ--" + " | body: a part has more than one name before byte 43",
        "--XyZ@D;name=\"model\"x@@m@--XyZ--"
            + " | body: a part has more than one name before byte 45"
      })
  void whatIsWrongIsSaid(String form, String message) {
    String body =
        form.replace("@M@", "\n" + MODEL)
            .replace("D;", "Content-Disposition: x;")
            .replace('@', '\n');
    MultipartScanner scanner = scan(body);
    assertThat(scanner.error()).isNotNull();
    assertThat(scanner.error().message()).isEqualTo(message);
    assertThat(scanner.error().status()).isEqualTo(400);
  }

  @Test
  void linesThatEndWithLineFeedAloneAreRefused() {
    byte[] body = ("--XyZ\n" + MODEL + "m\n--XyZ--").getBytes(StandardCharsets.ISO_8859_1);
    assertThat(scan(body, 99).error().message()).isEqualTo("body: not a form at byte 5");
  }

  @Test
  void aTruncatedFormIsRefusedWhereverItEnds() {
    byte[] body = bytes("--XyZ\n" + FILE + "data\n--XyZ\n" + MODEL + "m\n--XyZ--");
    for (int length = 0; length < body.length; length++) {
      MultipartScanner scanner = scan(Arrays.copyOf(body, length), 7);
      assertThat(scanner.error()).as("%d bytes", length).isNotNull();
      assertThat(scanner.error().code()).isEqualTo("invalid_multipart");
    }
  }

  @Test
  void headersAndModelsAndTheirNumberAreBounded() {
    String header = "X: " + "y".repeat(8000) + "\n";
    assertThat(scan("--XyZ\n" + header + MODEL + "m\n--XyZ--").error()).isNull();
    assertThat(scan("--XyZ\n" + header + "X: " + "y".repeat(190) + "\n\nm\n--XyZ--").error().code())
        .isEqualTo("invalid_multipart");
    assertThat(scan("--XyZ\n" + header.repeat(100)).error().code()).isEqualTo("invalid_multipart");
    assertThat(scan("--XyZ\n" + MODEL + "x".repeat(1 << 20)).error().message())
        .isEqualTo("model: longer than 1024 bytes");
    assertThat(scan(("--XyZ\n" + MODEL + "m\n").repeat(64) + "--XyZ--").spans().count())
        .isEqualTo(64);
    assertThat(scan(("--XyZ\n" + MODEL + "m\n").repeat(65) + "--XyZ--").error().message())
        .isEqualTo("model: stands more than 64 times");
  }

  @Test
  void aFileOfManyMegabytesIsPassedOver() {
    MultipartScanner scanner = MultipartScanner.of(TYPE);
    byte[] front = bytes("--XyZ\n" + FILE);
    scanner.feed(front, 0, front.length);
    byte[] data = new byte[65536];
    new Random(1).nextBytes(data);
    for (int i = 0; i < 500; i++) {
      scanner.feed(data, 0, data.length);
    }
    byte[] back = bytes("\n--XyZ\n" + MODEL + "m\n--XyZ--");
    scanner.feed(back, 0, back.length);
    scanner.finish();
    assertThat(scanner.error()).isNull();
    assertThat(scanner.spans().start(0))
        .isEqualTo(front.length + 500 * data.length + back.length - 10);
  }

  @Test
  void randomFilesNeverHideTheModelAndDamageNeverThrows() {
    String pieces = "\r\n-XyZ: ;=\"model\0";
    for (int seed = 0; seed < 3000; seed++) {
      Random random = new Random(seed);
      StringBuilder file = new StringBuilder();
      for (int i = random.nextInt(60); i > 0; i--) {
        file.append(pieces.charAt(random.nextInt(pieces.length())));
      }
      String data = file.toString().replace("\r\n--XyZ", "\r\n--XyX");
      byte[] body = bytes("--XyZ\n" + FILE + "@\n--XyZ\n" + MODEL + "m\n--XyZ--");
      byte[] whole =
          new String(body, StandardCharsets.ISO_8859_1)
              .replace("@", data)
              .getBytes(StandardCharsets.ISO_8859_1);
      assertThat(describe(whole, scan(whole, 1 + random.nextInt(40))))
          .as("seed %d", seed)
          .isEqualTo("m m");
      for (int i = 0; i < 5; i++) {
        whole[random.nextInt(whole.length)] = (byte) pieces.charAt(random.nextInt(pieces.length()));
        MultipartScanner scanner = scan(whole, 1 + random.nextInt(40));
        assertThat(scanner.error() != null || scanner.spans().count() > 0).isTrue();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "multipart/mixed; boundary=a",
        "multipart/form-datax; boundary=a",
        ""
      })
  void otherContentIsNoForm(String contentType) {
    assertThat(MultipartScanner.of(contentType)).isNull();
    assertThat(MultipartScanner.of(null)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "multipart/form-data; boundary=XyZ",
        "Multipart/Form-Data;charset=utf-8;BOUNDARY=\"XyZ\"",
        "multipart/form-data; boundary= XyZ ; x=y",
        "multipart/form-data; a=\"; boundary=no\"; boundary=\"Xy\\Z\""
      })
  void theBoundaryIsReadFromTheContentType(String contentType) {
    MultipartScanner scanner = MultipartScanner.of(contentType);
    byte[] body = bytes(GOOD.get(0));
    scanner.feed(body, 0, body.length);
    scanner.finish();
    assertThat(scanner.error()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "multipart/form-data",
        "multipart/form-data; boundary",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=\"\"",
        "multipart/form-data; boundary=\"a",
        "multipart/form-data; boundary=\"a \"",
        "multipart/form-data; boundary=a; boundary=a",
        "multipart/form-data; boundary=\"a\r\nb\"",
        "multipart/form-data; boundary=0123456789012345678901234567890123456789012345678901234567890123456789x"
      })
  void aWrongBoundaryIsAnError(String contentType) {
    MultipartScanner scanner = MultipartScanner.of(contentType);
    byte[] body = bytes(GOOD.get(0));
    scanner.feed(body, 0, body.length);
    scanner.finish();
    assertThat(scanner.error().message())
        .isEqualTo("content-type: needs one boundary of 1 to 70 characters");
  }

  @Test
  void aBoundaryMayHave70Characters() {
    String boundary = "b".repeat(70);
    MultipartScanner scanner = MultipartScanner.of("multipart/form-data; boundary=" + boundary);
    byte[] body = bytes(GOOD.get(0).replace("XyZ", boundary));
    scanner.feed(body, 0, body.length);
    scanner.finish();
    assertThat(scanner.error()).isNull();
    assertThat(scanner.model()).isEqualTo("m");
  }
}
