package dev.samovar.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedisUriTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "redis://127.0.0.1:6379|redis://127.0.0.1:6379",
        "redis://h|redis://h",
        "redis://:secret@h:1/0|redis://****@h:1/0",
        "redis://:sec/r?et#@h:65535/0|redis://****@h:65535/0",
        "redis://u:secret@[::1]:6379|redis://****@[::1]:6379",
        "rediss://user:se@cret@h|rediss://****@h",
        "redis-sentinel://secret@a:1?b#m|redis-sentinel://****@a:1?b#m",
        "rediss-sentinel://secret@a:1,b:2,c/0#m|rediss-sentinel://****@a:1,b:2,c/0#m",
        "redis-socket:///run/redis.sock|redis-socket:///run/redis.sock",
      })
  void thePasswordIsNotShown(String uri, String shown) {
    assertThat(new RedisUri("--redis-uri", uri)).hasToString(shown);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis://:S3cret",
        "redis://:S3cret@",
        "redis://:S3cret@:6379",
        "redis://:S3cret@/0",
        "redis://",
        "redis-sentinel://S3cret@a:1,,b:2#m",
      })
  void aUriWithoutAHostIsRefusedAndNothingOfItIsShown(String uri) {
    assertThatThrownBy(() -> new RedisUri("REDIS_URI", uri))
        .isInstanceOf(LauncherException.class)
        .hasMessageStartingWith("REDIS_URI: names no host; expected a URI such as redis://")
        .hasMessageNotContaining("S3cret");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis://h:99999",
        "redis://h:0",
        "redis://h:",
        "redis://h:-1",
        "redis://h:99999999999999999999",
        "redis://user:S3cret",
        "redis-sentinel://S3cret@a:1,b:65536#m",
      })
  void aPortOutOfRangeIsRefusedByTheNameOfTheOption(String uri) {
    assertThatThrownBy(() -> new RedisUri("--redis-uri", uri))
        .hasMessage("--redis-uri: has a port that is not a number from 1 to 65535");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"x", "http://u:S3cret@h", "u:S3cret@h", "S3cret", "redis:S3cret", "://S3cret"})
  void whatIsNoRedisUriIsRefusedAndNothingOfItIsShown(String uri) {
    assertThatThrownBy(() -> new RedisUri("--redis-uri", uri))
        .hasMessageStartingWith("--redis-uri: is no Redis URI, such as redis://")
        .hasMessageNotContaining("S3cret");
  }
}
