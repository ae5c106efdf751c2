package dev.samovar.proxywasm;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HeaderTableTest {
  private final HeaderTable table = new HeaderTable();

  /** A host whose maps are these bytes; its other calls answer nothing. */
  private static Host host(byte[] pairs) {
    return (Host)
        Proxy.newProxyInstance(
            Host.class.getClassLoader(),
            new Class<?>[] {Host.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("readHeaderPairs") && pairs != null) {
                byte[] into = (byte[]) arguments[1];
                if (pairs.length <= into.length) {
                  System.arraycopy(pairs, 0, into, 0, pairs.length);
                }
                return pairs.length;
              }
              return -1;
            });
  }

  private boolean load(byte[] pairs) {
    return table.load(host(pairs), MapType.HTTP_REQUEST_HEADERS);
  }

  private String value(String name) {
    byte[] value = table.value(name.getBytes(StandardCharsets.UTF_8));
    return value == null ? null : new String(value, StandardCharsets.UTF_8);
  }

  @Test
  void aHeaderIsFoundByItsNameAlone() {
    assertThat(load(HeaderPairs.of("a", "1", "ab", "", "abc", "3", "b", "é"))).isTrue();
    assertThat(value("a")).isEqualTo("1");
    assertThat(value("ab")).isEmpty();
    assertThat(value("abc")).isEqualTo("3");
    assertThat(value("b")).isEqualTo("é");
    assertThat(value("")).isNull();
    assertThat(value("c")).isNull();
    assertThat(value("3")).isNull();
  }

  @Test
  void theFirstOfSeveralCounts() {
    load(HeaderPairs.of("a", "1", "a", "2"));
    assertThat(value("a")).isEqualTo("1");
  }

  @Test
  void aMapMayBeLargerThanAnyBefore() {
    String[] many = new String[600];
    for (int i = 0; i < many.length; i += 2) {
      many[i] = "header-" + i;
      many[i + 1] = "v".repeat(100) + i;
    }
    assertThat(load(HeaderPairs.of(many))).isTrue();
    assertThat(value("header-598")).isEqualTo("v".repeat(100) + "598");
    assertThat(load(HeaderPairs.of("a", "1"))).isTrue();
    assertThat(value("header-598")).isNull();
    assertThat(value("a")).isEqualTo("1");
  }

  @Test
  void whatIsNotThereOrIsNoMapIsEmpty() {
    load(HeaderPairs.of("a", "1"));
    assertThat(load(null)).isFalse();
    assertThat(value("a")).isNull();
    assertThat(load(new byte[3])).isFalse();
    assertThat(load(new byte[4])).isTrue();
    assertThat(value("a")).isNull();
  }

  @Test
  void brokenLengthsNeverReadPastTheBytes() {
    byte[] good = HeaderPairs.of("a", "1", "content-type", "x");
    for (int i = 0; i < good.length; i++) {
      load(Arrays.copyOf(good, i));
      value("content-type");
    }
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      byte[] broken = good.clone();
      broken[random.nextInt(20)] = (byte) random.nextInt();
      if (load(broken)) {
        assertThat(value("content-type")).isIn("x", null, "");
      }
      value("a");
    }
  }
}
