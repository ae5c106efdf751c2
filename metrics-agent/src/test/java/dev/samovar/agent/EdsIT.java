package dev.samovar.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.samovar.agent.discover.EdsFiles;
import dev.samovar.envoy.EnvoyBinary;
import dev.samovar.envoy.EnvoyConfiguration;
import dev.samovar.envoy.EnvoyProcess;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real Envoy that is told its endpoints by the agent, over gRPC and by files. */
class EdsIT {
  private static final String BOOTSTRAP =
      """
      node: { id: "e", cluster: "e" }
      admin: { address: { socket_address: { address: 127.0.0.1, port_value: 0 } } }
      static_resources:
        listeners:
          - name: gateway
            address: { socket_address: { address: 127.0.0.1, port_value: 0 } }
            filter_chains:
              - filters:
                  - name: tcp
                    typed_config:
                      "@type": type.googleapis.com/envoy.extensions.filters.network.tcp_proxy.v3.TcpProxy
                      stat_prefix: tcp
                      cluster: qwen
        clusters:
      """;

  private static final String SERVED =
      """
          - name: qwen
            type: EDS
            eds_cluster_config:
              eds_config:
                resource_api_version: V3
                initial_fetch_timeout: 1s
                api_config_source:
                  api_type: GRPC
                  transport_api_version: V3
                  grpc_services: [ { envoy_grpc: { cluster_name: agent } } ]
          - name: agent
            typed_extension_protocol_options:
              envoy.extensions.upstreams.http.v3.HttpProtocolOptions:
                "@type": type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions
                explicit_http_config: { http2_protocol_options: {} }
            load_assignment:
              cluster_name: agent
              endpoints:
                - lb_endpoints:
                    - endpoint: { address: { socket_address: { address: 127.0.0.1, port_value: EDS } } }
      """;

  private static final String WATCHED =
      """
          - name: CLUSTER
            type: EDS
            eds_cluster_config:
              service_name: "PROVIDER"
              eds_config:
                resource_api_version: V3
                initial_fetch_timeout: 1s
                path_config_source: { path: "FILE" }
      """;

  @TempDir Path directory;

  private static String endpoints(EnvoyProcess envoy) {
    return envoy.admin().get("/config_dump?include_eds");
  }

  private void targets(String list) throws Exception {
    targets("targets.json", list);
  }

  private void targets(String file, String list) throws Exception {
    Path next = directory.resolve("next");
    Files.writeString(next, "[{\"targets\":[" + list + "],\"labels\":{\"zone\":\"z1\"}}]");
    Files.move(
        next,
        directory.resolve(file),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING,
        java.nio.file.StandardCopyOption.ATOMIC_MOVE);
  }

  @Test
  void anEndpointThatComesAndGoesReachesEnvoyWithoutARestart() throws Exception {
    targets("\"127.0.0.1:9\"");
    String yaml =
        "eds: { listen: \"127.0.0.1:0\" }\nproviders:\n  - name: qwen\n    labels: { tier: gold }\n"
            + "    targets: [ { file: \""
            + directory.resolve("targets.json")
            + "\" } ]\n";
    try (AgentFixture agent = new AgentFixture(yaml)) {
      Files.writeString(
          directory.resolve(EnvoyConfiguration.BOOTSTRAP),
          BOOTSTRAP + SERVED.replace("EDS }", agent.edsPort() + " }"));
      try (EnvoyProcess envoy =
          EnvoyProcess.start(EnvoyBinary.find(), directory, 1, Duration.ofSeconds(90))) {
        AgentFixture.await(
            () -> envoy.admin().get("/clusters").contains("qwen::127.0.0.1:9::"), "first endpoint");
        assertThat(endpoints(envoy).replaceAll("\\s", ""))
            .contains("\"samovar\":{", "\"provider\":\"qwen\"", "\"engine\":\"vllm\"")
            .contains("\"zone\":\"z1\"", "\"tier\":\"gold\"");
        targets("\"127.0.0.1:9\",\"[::1]:10\"");
        AgentFixture.await(
            () -> envoy.admin().get("/clusters").contains("qwen::[::1]:10::"), "second endpoint");
        targets("\"[::1]:10\"");
        AgentFixture.await(
            () -> !envoy.admin().get("/clusters").contains("qwen::127.0.0.1:9::"), "one gone");
        assertThat(envoy.admin().get("/clusters")).contains("qwen::[::1]:10::");
        assertThat(envoy.admin().stat("cluster.qwen.update_rejected")).isZero();
        assertThat(envoy.isAlive()).isTrue();
      }
    }
  }

  private String provider(String name, String targets) {
    return "  - { name: \""
        + name
        + "\", targets: [ { file: \""
        + directory.resolve(targets)
        + "\" } ] }\n";
  }

  private String watched(String cluster, String provider, Path eds) {
    return WATCHED
        .replace("CLUSTER", cluster)
        .replace("PROVIDER", provider)
        .replace("FILE", eds.resolve(EdsFiles.fileName(provider)).toString());
  }

  @Test
  void theFilesOfTwoProvidersAreTakenAsTheyChange() throws Exception {
    Path eds = directory.resolve("eds");
    targets("one.json", "\"127.0.0.1:9\"");
    String yaml =
        "eds: { directory: \""
            + eds
            + "\" }\nproviders:\n"
            + provider("qwen", "one.json")
            + provider("deep seek/r1", "two.json");
    try (AgentFixture agent = new AgentFixture(yaml)) {
      Files.writeString(
          directory.resolve(EnvoyConfiguration.BOOTSTRAP),
          BOOTSTRAP + watched("qwen", "qwen", eds) + watched("deep", "deep seek/r1", eds));
      try (EnvoyProcess envoy =
          EnvoyProcess.start(EnvoyBinary.find(), directory, 1, Duration.ofSeconds(90))) {
        AgentFixture.await(
            () -> envoy.admin().get("/clusters").contains("qwen::127.0.0.1:9::"), "first provider");
        assertThat(envoy.admin().get("/clusters")).doesNotContain("deep::127");
        targets("two.json", "\"127.0.0.1:10\",\"127.0.0.1:11\"");
        AgentFixture.await(
            () -> envoy.admin().get("/clusters").contains("deep::127.0.0.1:11::"),
            "second provider");
        assertThat(endpoints(envoy)).contains("\"provider\": \"deep seek/r1\"");
        targets("two.json", "\"127.0.0.1:11\"");
        AgentFixture.await(
            () -> !envoy.admin().get("/clusters").contains("deep::127.0.0.1:10::"), "one gone");
        assertThat(envoy.admin().get("/clusters"))
            .contains("qwen::127.0.0.1:9::", "deep::127.0.0.1:11::");
        for (String cluster : new String[] {"qwen", "deep"}) {
          assertThat(envoy.admin().stat("cluster." + cluster + ".update_rejected")).isZero();
          assertThat(envoy.admin().stat("cluster." + cluster + ".update_failure")).isZero();
        }
      }
      assertThat(agent.get("/healthz").statusCode()).isEqualTo(200);
    }
  }

  /** What a server of HTTP/2 says first to a client of these certificates. */
  private static int firstByte(int port, SSLContext context) throws IOException {
    try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket()) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setApplicationProtocols(new String[] {"h2"});
      socket.setSSLParameters(parameters);
      socket.connect(new InetSocketAddress("127.0.0.1", port), 60_000);
      socket.setSoTimeout(60_000);
      return socket.getInputStream().read();
    }
  }

  private static String secured(CertificateFixture server, CertificateFixture client) {
    String tls =
        """
              transport_socket:
                name: tls
                typed_config:
                  "@type": type.googleapis.com/envoy.extensions.transport_sockets.tls.v3.UpstreamTlsContext
                  common_tls_context:
                    alpn_protocols: [h2]
                    tls_certificates: [ { certificate_chain: { filename: CHAIN }, private_key: { filename: KEY } } ]
                    validation_context: { trusted_ca: { filename: SERVER } }
        """
            .replace("CHAIN", client.certificate().toString())
            .replace("KEY", client.key().toString())
            .replace("SERVER", server.certificate().toString());
    return SERVED + tls;
  }

  @Test
  void overTlsOnlyAnEnvoyWithACertificateIsTold() throws Exception {
    targets("\"127.0.0.1:9\"");
    CertificateFixture own = CertificateFixture.in(directory, "agent");
    CertificateFixture known = CertificateFixture.in(directory, "envoy");
    CertificateFixture stranger = CertificateFixture.in(directory, "stranger");
    String yaml =
        "eds: { listen: \"127.0.0.1:0\", tls: { certificate: \""
            + own.certificate()
            + "\", key: \""
            + own.key()
            + "\", ca: \""
            + known.certificate()
            + "\" } }\nproviders:\n"
            + provider("qwen", "targets.json");
    try (AgentFixture agent = new AgentFixture(yaml)) {
      Files.writeString(
          directory.resolve(EnvoyConfiguration.BOOTSTRAP),
          BOOTSTRAP + secured(own, known).replace("EDS }", agent.edsPort() + " }"));
      try (EnvoyProcess envoy =
          EnvoyProcess.start(EnvoyBinary.find(), directory, 1, Duration.ofSeconds(90))) {
        AgentFixture.await(
            () -> envoy.admin().get("/clusters").contains("qwen::127.0.0.1:9::"), "endpoint");
      }
      assertThat(firstByte(agent.edsPort(), known.context(own))).isNotNegative();
      assertThatThrownBy(() -> firstByte(agent.edsPort(), stranger.context(own)))
          .isInstanceOf(IOException.class);
      assertThatThrownBy(() -> firstByte(agent.edsPort(), own.context(known)))
          .isInstanceOf(SSLException.class);
    }
  }
}
