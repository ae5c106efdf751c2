package dev.samovar.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedisUriTest {

  @ParameterizedTest
  @CsvSource({
    "redis://127.0.0.1:6379,redis://127.0.0.1:6379",
    "redis://:secret@h:1/0,redis://****@h:1/0",
    "rediss://user:se@cret@h,rediss://****@h",
    "redis-sentinel://secret@a:1?b#m,redis-sentinel://****@a:1?b#m"
  })
  void thePasswordIsNotShown(String uri, String shown) {
    assertThat(new RedisUri(uri)).hasToString(shown);
  }

  @Test
  void whatIsNoRedisUriIsNamedWithoutItsPassword() {
    assertThatThrownBy(() -> new RedisUri("http://u:secret@h"))
        .hasMessageStartingWith("--redis-uri: http://****@h is no Redis URI")
        .hasMessageNotContaining("secret");
    assertThatThrownBy(() -> new RedisUri("u:secret@h")).hasMessageNotContaining("secret");
  }
}
