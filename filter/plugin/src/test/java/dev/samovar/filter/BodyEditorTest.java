package dev.samovar.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.core.request.BodyScanner;
import dev.samovar.proxywasm.Host;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodyEditorTest {
  private static final byte[] BODY =
      ("{\"model\":\"a\",\"prompt\":\"" + "x".repeat(2_475) + "\"}")
          .getBytes(StandardCharsets.UTF_8);

  private final List<Integer> reads = new ArrayList<>();

  /** A host that has all of the body. */
  private final Host host =
      (Host)
          Proxy.newProxyInstance(
              Host.class.getClassLoader(),
              new Class<?>[] {Host.class},
              (proxy, method, arguments) -> {
                assertThat(method.getName()).isEqualTo("readBuffer");
                int length = (int) arguments[4];
                System.arraycopy(
                    BODY, (int) arguments[1], arguments[2], (int) arguments[3], length);
                reads.add(length);
                return length;
              });

  @ParameterizedTest
  @ValueSource(ints = {1, 300, 999, 1_000, 1_001, 2_400, 2_500})
  void aBodyIsReadInWholeWindowsHoweverItComes(int piece) {
    BodyEditor editor = new BodyEditor(host, new Window(1_000), new BodyScanner());
    for (int size = 0; size < BODY.length; ) {
      size = Math.min(BODY.length, size + piece);
      assertThat(editor.arrived(size)).isNull();
    }
    assertThat(editor.finish()).isNull();
    assertThat(reads).containsExactly(1_000, 1_000, 500);
    assertThat(editor.model()).isEqualTo("a");
  }
}
