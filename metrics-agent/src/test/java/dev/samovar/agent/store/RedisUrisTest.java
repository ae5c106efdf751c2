package dev.samovar.agent.store;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.samovar.agent.config.SecretUri;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisUrisTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis://h:6379",
        "redis://:secret@10.0.0.1:6379/0",
        "rediss://redis-0.redis.svc.cluster.local",
        "redis://[::1]:6379",
        "redis-sentinel://a,b/0#mymaster"
      })
  void aUriWithAHostIsTaken(String uri) {
    assertThatCode(() -> RedisUris.check(SecretUri.of(uri), false)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"redis://:S3cr", "redis://", "redis://user:S3cr", "redis://:S3cr@", "S3cr"})
  void aForgottenHostIsRefusedAndNothingOfTheUriIsRepeated(String uri) {
    assertThatThrownBy(() -> RedisUris.check(SecretUri.of(uri), false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("must be a URI such as")
        .hasMessageNotContaining("S3cr");
  }
}
