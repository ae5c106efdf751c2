package dev.samovar.hostsim.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpFileTest {

  private static HttpFile parse(String text) {
    return HttpFile.parse("r.http", text.getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\n", "\r\n"})
  void linesMayEndEitherWay(String end) {
    HttpFile file = parse("POST /a?b HTTP/1.1" + end + "X-A:  1 " + end + end + "bo\ndy");
    assertThat(file.method()).isEqualTo("POST");
    assertThat(file.path()).isEqualTo("/a?b");
    assertThat(file.headers()).containsExactly("X-A", "1");
    assertThat(file.body()).isEqualTo("bo\ndy".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void bodyMayBeginWithAnEmptyLine() {
    assertThat(parse("POST /\n\n\nx").body()).isEqualTo("\nx".getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void lastLineNeedsNoEnd() {
    assertThat(parse("GET / HTTP/1.1\nhost: x").headers()).containsExactly("host", "x");
  }

  @Test
  void emptyFileIsRefused() {
    assertThatThrownBy(() -> parse("")).hasMessage("r.http: is empty, expected a request line");
  }

  @Test
  void lengthMayBeThereWhenItIsRight() {
    assertThat(parse("POST /\ncontent-length: 5\n\nhello").body()).hasSize(5);
    assertThat(parse("POST /\ncontent-length: 5\n\nhello\n").body()).hasSize(5);
    assertThat(parse("POST /\ncontent-length: 6\n\nhello\n").body()).hasSize(6);
    assertThat(parse("POST /\ncontent-length: 0\n\n\r\n").body()).isEmpty();
  }

  @Test
  void wrongLengthAndChunksAreNamed() {
    assertThatThrownBy(() -> parse("POST /\nContent-Length: 9\n\nhello"))
        .hasMessage(
            "r.http:2: Content-Length: must be 5, the length of the body, or left out, was 9");
    assertThatThrownBy(() -> parse("POST /\ncontent-length: x\n\n"))
        .hasMessageStartingWith("r.http:2: content-length: must be 0");
    assertThatThrownBy(() -> parse("\nPOST /\na: b\ntransfer-encoding: chunked\n\n5\n"))
        .hasMessageStartingWith("r.http:4: transfer-encoding: leave it out");
  }

  @Test
  void wrongLinesAreNamed() {
    assertThatThrownBy(() -> parse("hello")).hasMessageStartingWith("r.http:1: expected METHOD");
    assertThatThrownBy(() -> parse("GET / HTTP/1.1\nx-a: 1\nnonsense\n\n"))
        .hasMessageStartingWith("r.http:3: expected NAME: VALUE");
  }
}
