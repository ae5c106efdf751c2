package dev.samovar.agent.tls;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.samovar.agent.config.TlsConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PemTest {
  @TempDir Path directory;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "garbage",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        "-----BEGIN PRIVATE KEY-----\n!!!\n-----END PRIVATE KEY-----\n",
        "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n"
      })
  void aBadFileIsNamedAndNothingOfItIsRepeated(String text) throws Exception {
    Path file = Files.writeString(directory.resolve("own.pem"), text);
    assertThatThrownBy(() -> Pem.certificates(file))
        .hasMessage(file + ": must hold PEM certificates");
    assertThatThrownBy(() -> Pem.key(file))
        .hasMessageStartingWith(file + ": must ")
        .hasMessageNotContaining("AAAA");
  }

  @Test
  void aMissingFileIsNamed() {
    Path file = directory.resolve("none.pem");
    TlsConfig tls = new TlsConfig(Optional.of(file), Optional.empty(), Optional.empty(), false);
    assertThatThrownBy(() -> ClientTls.context(tls)).hasMessage(file + ": cannot be read");
  }
}
