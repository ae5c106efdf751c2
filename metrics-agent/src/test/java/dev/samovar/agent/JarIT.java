package dev.samovar.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.agent.config.Discovery;
import io.envoyproxy.envoy.config.core.v3.Node;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryRequest;
import io.envoyproxy.envoy.service.discovery.v3.DiscoveryResponse;
import io.envoyproxy.envoy.service.endpoint.v3.EndpointDiscoveryServiceGrpc;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.grpc.ManagedChannel;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The jar leaves out much of what its libraries bring; what it does with them works all the same.
 */
class JarIT {
  private static final Pattern EDS = Pattern.compile("\"eds\":\"127.0.0.1:(\\d+)\"");
  // Held, or its level would be forgotten; it tells every request.
  private static final Logger CHATTER = Logger.getLogger("io.fabric8.mockwebserver");

  @TempDir Path directory;

  /** The last answer, as text. */
  private static final class Heard implements StreamObserver<DiscoveryResponse> {
    private volatile String last = "";

    @Override
    public void onNext(DiscoveryResponse response) {
      last = response.toString();
    }

    @Override
    public void onError(Throwable error) {
      last = "failed: " + error;
    }

    @Override
    public void onCompleted() {
      last = "ended";
    }
  }

  private static EndpointSlice slice(String address) {
    return new EndpointSliceBuilder()
        .withNewMetadata()
        .withName("s")
        .withNamespace("llm")
        .addToLabels(Discovery.Kubernetes.SERVICE, "qwen")
        .endMetadata()
        .withAddressType("IPv4")
        .addNewPort()
        .withPort(8000)
        .endPort()
        .addNewEndpoint()
        .withAddresses(address)
        .endEndpoint()
        .build();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void itFollowsKubernetesAndTellsEnvoy() throws Exception {
    CHATTER.setLevel(Level.OFF);
    KubernetesMockServer server =
        new KubernetesMockServer(
            new Context(),
            new MockWebServer(),
            new HashMap<>(),
            new KubernetesCrudDispatcher(),
            false);
    server.init();
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    Path config =
        Files.writeString(
            directory.resolve("agent.yaml"),
            "listen: 127.0.0.1:0\neds: { listen: \"127.0.0.1:0\" }\nproviders:\n  - name: qwen\n"
                + "    targets: [ { kubernetes: { namespace: llm, service: qwen, apiServer:"
                + " \"http://localhost:"
                + server.getPort()
                + "\" } } ]\n");
    Process process = null;
    ManagedChannel channel = null;
    try (KubernetesClient api = server.createClient()) {
      api.resource(slice("10.0.0.1")).create();
      process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-jar",
                  System.getProperty("agent.jar"),
                  "--config",
                  config.toString())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      AgentFixture.await(() -> EDS.matcher(read(out)).find(), "eds listens");
      Matcher m = EDS.matcher(read(out));
      assertThat(m.find()).isTrue();
      channel =
          NettyChannelBuilder.forAddress("127.0.0.1", Integer.parseInt(m.group(1)))
              .usePlaintext()
              .build();
      Heard heard = new Heard();
      EndpointDiscoveryServiceGrpc.newStub(channel)
          .streamEndpoints(heard)
          .onNext(
              DiscoveryRequest.newBuilder()
                  .setNode(Node.newBuilder().setId("n"))
                  .setTypeUrl("type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment")
                  .addResourceNames("qwen")
                  .build());
      AgentFixture.await(() -> heard.last.contains("10.0.0.1"), "endpoint in " + read(out));
      assertThat(read(err)).isEmpty();
    } finally {
      if (channel != null) {
        channel.shutdownNow();
      }
      if (process != null) {
        process.destroyForcibly();
      }
      server.destroy();
    }
  }
}
