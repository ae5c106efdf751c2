package dev.samovar.agent.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionException;
import java.net.ConnectException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedisReasonTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "WRONGPASS invalid username-password pair or user is disabled.",
        "NOAUTH Authentication required.",
        "ERR invalid password",
        "ERR Client sent AUTH, but no password is set",
        "ERR AUTH <password> called without any password configured for the default user."
      })
  void refusedCredentialsAreNamed(String answer) {
    assertThat(RedisStore.reason(whenConnecting(new RedisCommandExecutionException(answer))))
        .isEqualTo("credentials refused: " + answer);
    assertThat(RedisStore.reason(new RedisCommandExecutionException(answer)))
        .as("on a connection that was open")
        .isEqualTo("credentials refused: " + answer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Connection refused: /127.0.0.1:1",
        "Connection refused: 127.0.0.1:1",
        "finishConnect(..) failed with error(-111): Connection refused: /127.0.0.1:1"
      })
  void aRefusedConnectionIsNamedWithItsAddress(String message) {
    assertThat(RedisStore.reason(whenConnecting(new ConnectException(message))))
        .isEqualTo("connection refused: 127.0.0.1:1");
  }

  @Test
  void anythingElseIsToldAsItIs() {
    assertThat(RedisStore.reason(new RedisCommandExecutionException("LOADING Redis is loading")))
        .isEqualTo("LOADING Redis is loading");
    assertThat(RedisStore.reason(new ConnectException("Network is unreachable")))
        .isEqualTo("Network is unreachable");
    assertThat(RedisStore.reason(new IllegalStateException())).isEqualTo("IllegalStateException");
  }

  @Test
  void noSecretAndNoSecondLineIsTold() {
    assertThat(RedisStore.reason(new IllegalStateException("at redis://:S3cret@h:1\nmore")))
        .isEqualTo("at redis://****@h:1");
    assertThat(RedisStore.reason(new RedisCommandExecutionException("NOAUTH " + "x".repeat(900))))
        .startsWith("credentials refused: NOAUTH")
        .hasSize(200);
  }

  private static Throwable whenConnecting(Throwable cause) {
    return new CompletionException(
        new RedisConnectionException("Unable to connect to 127.0.0.1:1", cause));
  }
}
