package dev.samovar.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent before an API server with a certificate of its own. */
class KubernetesTlsIT {
  private static final String SLICES =
      """
      {"kind":"EndpointSliceList","apiVersion":"discovery.k8s.io/v1",
       "metadata":{"resourceVersion":"7"},
       "items":[{"metadata":{"name":"qwen-1","namespace":"llm"},"addressType":"IPv4",
                 "ports":[{"port":8000}],
                 "endpoints":[{"addresses":["127.0.0.9"],"conditions":{"ready":true}}]}]}
      """;

  @TempDir Path directory;
  private CertificateFixture own;
  private EngineFixture server;

  @BeforeEach
  void start() throws Exception {
    own = CertificateFixture.in(directory, "api");
    server =
        new EngineFixture(
            own.context(own).getServerSocketFactory().createServerSocket(),
            0,
            EngineFixture.whole("200 OK", "application/json", "", SLICES));
  }

  private AgentFixture agent(Path authority, Path token) throws Exception {
    return new AgentFixture(
        "providers:\n  - name: qwen\n    targets:\n      - kubernetes: { namespace: llm, service:"
            + " qwen, apiServer: \"https://"
            + server.address()
            + "\", caFile: \""
            + authority
            + "\", tokenFile: \""
            + token
            + "\" }\n");
  }

  @Test
  void theAuthorityIsTheFilesAloneAndTheTokenGoesToItsServerOnly() throws Exception {
    Path token = Files.writeString(directory.resolve("token"), "s3cret\n");
    try (EngineFixture api = server) {
      try (AgentFixture agent =
          agent(CertificateFixture.in(directory, "other").certificate(), token)) {
        AgentFixture.await(() -> api.connections() > 1, "asked, refused, and asked again");
        assertThat(api.requests()).isZero();
        assertThat(agent.get("/v1/snapshot").body()).contains("\"endpoints\":[]");
      }
      try (AgentFixture agent = agent(own.certificate(), token)) {
        AgentFixture.await(
            () -> agent.get("/v1/snapshot").body().contains("127.0.0.9:8000"), "endpoint");
        assertThat(api.head().toLowerCase(java.util.Locale.ROOT))
            .contains("/apis/discovery.k8s.io/v1/namespaces/llm/endpointslices?")
            .contains("authorization: bearer s3cret\r\n");
        assertThat(agent.get("/v1/snapshot").body()).doesNotContain("s3cret");
      }
    }
  }
}
