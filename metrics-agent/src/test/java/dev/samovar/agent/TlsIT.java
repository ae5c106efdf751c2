package dev.samovar.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent before a Redis that speaks TLS with a certificate of its own. */
class TlsIT {
  private static final char[] PASSWORD = "changeit".toCharArray();
  @TempDir Path directory;

  private static String pem(String what, byte[] der) {
    return "-----BEGIN "
        + what
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
        + "\n-----END "
        + what
        + "-----\n";
  }

  private RedisFixture redisWithTls(int tlsPort) throws Exception {
    Path store = directory.resolve("store.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "redis",
                "-keyalg",
                "RSA",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=dns:localhost,ip:127.0.0.1",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-storepass",
                "changeit",
                "-keystore",
                store.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(keytool.waitFor(30, TimeUnit.SECONDS)).isTrue();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD);
    }
    Key key = keys.getKey("redis", PASSWORD);
    Path certificate =
        write("cert.pem", pem("CERTIFICATE", keys.getCertificate("redis").getEncoded()));
    Path privateKey = write("key.pem", pem("PRIVATE KEY", key.getEncoded()));
    return new RedisFixture(
        "tls-port " + tlsPort,
        "tls-auth-clients no",
        "tls-cert-file " + certificate,
        "tls-key-file " + privateKey);
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  @Test
  void redissSpeaksTlsAndACertificateThatNobodySignedIsAReason() throws Exception {
    int port = RedisFixture.freePort();
    String password = URLEncoder.encode("p@ss/word", StandardCharsets.UTF_8);
    try (RedisFixture redis = redisWithTls(port)) {
      AgentOnRedisIT.with(redis.uri(), r -> r.configSet("requirepass", "p@ss/word"));
      String uri = "rediss://:" + password + "@127.0.0.1:" + port;
      try (AgentFixture agent = AgentFixture.onRedis(uri + "?verifyPeer=NONE").awaitReady()) {
        assertThat(agent.get("/v1/metrics?keys=ka").body()).isEqualTo("{\"ka\":null}");
      }
      try (AgentFixture agent = AgentFixture.onRedis(uri)) {
        AgentFixture.await(
            () -> agent.get("/readyz").body().contains("certification path"), "reason");
        assertThat(agent.get("/v1/metrics?keys=ka").statusCode()).isEqualTo(503);
      }
    }
  }
}
