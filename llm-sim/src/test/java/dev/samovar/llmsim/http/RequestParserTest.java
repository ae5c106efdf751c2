package dev.samovar.llmsim.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestParserTest {
  private static final Limits LIMITS =
      new Limits(1000, 100, 1000, 10, Duration.ofSeconds(1), Duration.ofSeconds(1));

  private final List<String> seen = new ArrayList<>();
  private final RequestParser parser =
      new RequestParser(
          LIMITS,
          new RequestParser.Sink() {
            private final StringBuilder body = new StringBuilder();

            @Override
            public void head(RequestHead head) {
              seen.add(head.method() + " " + head.target() + " " + head.headers());
            }

            @Override
            public void body(byte[] bytes, int offset, int length) {
              body.append(new String(bytes, offset, length, StandardCharsets.ISO_8859_1));
            }

            @Override
            public void end(List<Header> trailers) {
              seen.add(body + " " + trailers);
              body.setLength(0);
            }
          });

  private void feed(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    int at = 0;
    while (at < bytes.length) {
      at += parser.feed(bytes, at, bytes.length - at);
    }
  }

  @Test
  void headersKeepTheirOrderAndSpelling() {
    feed("POST /a?b=c HTTP/1.1\r\nX-B: 1\r\nx-a:  2 \r\nX-B: 3\r\n\r\n");
    assertThat(seen.get(0))
        .isEqualTo(
            "POST /a?b=c [Header[name=X-B, value=1], Header[name=x-a, value=2],"
                + " Header[name=X-B, value=3]]");
  }

  @Test
  void everySplitOfTheBytesGivesTheSameRequests() {
    String text =
        "POST /1 HTTP/1.1\r\nContent-Length: 5\r\n\r\nhelloPOST /2 HTTP/1.1\r\n"
            + "Transfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\nA\r\n0123456789\r\n0\r\nt: v\r\n\r\n"
            + "GET /3 HTTP/1.1\n\n";
    feed(text);
    List<String> whole = List.copyOf(seen);
    assertThat(whole).hasSize(6).contains("hello []", "abc0123456789 [Header[name=t, value=v]]");
    for (int split = 1; split < text.length(); split++) {
      seen.clear();
      feed(text.substring(0, split));
      feed(text.substring(split));
      assertThat(seen).as("split at %d", split).isEqualTo(whole);
    }
    assertThat(parser.inRequest()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "400|GET / HTTP/1.1 x",
        "400|GET  / HTTP/1.1",
        "400|/ HTTP/1.1",
        "400|GET / FTP/1.1",
        "505|GET / HTTP/2.0",
        "400|GET / HTTP/1.1~no colon",
        "400|GET / HTTP/1.1~a : b",
        "400|GET / HTTP/1.1~a: b~ folded",
        "400|POST / HTTP/1.1~content-length: -1",
        "400|POST / HTTP/1.1~content-length: 1x",
        "400|POST / HTTP/1.1~content-length:",
        "400|POST / HTTP/1.1~content-length: 1~content-length: 2",
        "400|POST / HTTP/1.1~content-length: 1~transfer-encoding: chunked",
        "501|POST / HTTP/1.1~transfer-encoding: gzip, chunked",
        "413|POST / HTTP/1.1~content-length: 101",
        "400|POST / HTTP/1.1~transfer-encoding: chunked~~zz",
        "400|POST / HTTP/1.1~transfer-encoding: chunked~~-1",
        "413|POST / HTTP/1.1~transfer-encoding: chunked~~fffffff",
        "400|POST / HTTP/1.1~transfer-encoding: chunked~~1~abc"
      })
  void ambiguousOrBrokenRequestIsRefused(int status, String text) {
    assertThatThrownBy(() -> feed(text.replace("~", "\r\n") + "\r\n\r\n"))
        .isInstanceOfSatisfying(HttpException.class, e -> assertThat(e.status()).isEqualTo(status));
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET /", "GET / HTTP/1.1\r\na: ", "GET / HTTP/1.1\r\n"})
  void endlessHeadersAreRefused(String start) {
    assertThatThrownBy(() -> feed(start + "x".repeat(1001)))
        .isInstanceOfSatisfying(HttpException.class, e -> assertThat(e.status()).isEqualTo(431));
  }

  @Test
  void pathIsWithoutSchemeQueryAndFragment() {
    assertThat(head("http://h:1/a/b?c#d").path()).isEqualTo("/a/b");
    assertThat(head("/a?x=http://y").path()).isEqualTo("/a");
    assertThat(head("http://h").path()).isEqualTo("/");
    assertThat(head("/a?n=5&m=").query("n")).isEqualTo("5");
    assertThat(head("/a?n=5&m=").query("m")).isEmpty();
    assertThat(head("/a").query("n")).isNull();
  }

  private static RequestHead head(String target) {
    return new RequestHead("GET", target, 1, List.of());
  }
}
