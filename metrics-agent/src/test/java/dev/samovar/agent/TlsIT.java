package dev.samovar.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.envoy.FreePorts;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent before a Redis that speaks TLS with a certificate of its own. */
class TlsIT {
  @TempDir Path directory;

  private RedisFixture redisWithTls(int tlsPort) throws Exception {
    CertificateFixture own = CertificateFixture.in(directory, "redis");
    return new RedisFixture(
        "tls-port " + tlsPort,
        "tls-auth-clients no",
        "tls-cert-file " + own.certificate(),
        "tls-key-file " + own.key());
  }

  @Test
  void redissSpeaksTlsAndACertificateThatNobodySignedIsAReason() throws Exception {
    int port = FreePorts.next();
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
