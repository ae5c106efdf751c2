package dev.samovar.agent.eds;

import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.samovar.agent.config.EdsConfig;
import dev.samovar.agent.config.HostPort;
import dev.samovar.agent.config.TlsConfig;
import dev.samovar.agent.discover.EdsFiles;
import dev.samovar.agent.discover.Targets;
import dev.samovar.agent.scrape.Target;
import io.envoyproxy.controlplane.cache.v3.SimpleCache;
import io.envoyproxy.controlplane.cache.v3.Snapshot;
import io.envoyproxy.controlplane.server.V3DiscoveryServer;
import io.envoyproxy.envoy.config.core.v3.Address;
import io.envoyproxy.envoy.config.core.v3.Metadata;
import io.envoyproxy.envoy.config.core.v3.SocketAddress;
import io.envoyproxy.envoy.config.endpoint.v3.ClusterLoadAssignment;
import io.envoyproxy.envoy.config.endpoint.v3.Endpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LbEndpoint;
import io.envoyproxy.envoy.config.endpoint.v3.LocalityLbEndpoints;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the same assignments as {@link EdsFiles}, to every Envoy that asks. Nothing is told before
 * the first list, and of a provider nothing until all its sources have answered once; Envoy keeps
 * what it has meanwhile.
 */
public final class EdsServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EdsServer.class);
  private static final String EVERYBODY = "envoy";
  private static final long STOP_MILLIS = 500;

  private final SimpleCache<String> cache = new SimpleCache<>(node -> EVERYBODY);
  // Versions of two lives must differ, or an Envoy that comes back would be told nothing.
  private final AtomicLong version = new AtomicLong(System.currentTimeMillis());
  private final Server server;

  /**
   * Listens.
   *
   * @throws IOException beginning with the address, when it cannot be bound
   */
  public EdsServer(HostPort listen, EdsConfig config) throws IOException {
    ServerCredentials credentials =
        config.tls().isPresent() ? tls(config.tls().get()) : InsecureServerCredentials.create();
    V3DiscoveryServer discovery = new V3DiscoveryServer(cache);
    InetSocketAddress address = new InetSocketAddress(listen.host(), listen.port());
    try {
      server =
          NettyServerBuilder.forAddress(address, credentials)
              .addService(discovery.getEndpointDiscoveryServiceImpl())
              .addService(discovery.getAggregatedDiscoveryServiceImpl())
              .build()
              .start();
    } catch (IOException e) {
      throw new IOException(listen + ": cannot be bound for eds.listen");
    }
    LOG.atInfo().addKeyValue("eds", address().toString()).log("endpoints are served to Envoy");
  }

  private static ServerCredentials tls(TlsConfig tls) throws IOException {
    TlsServerCredentials.Builder builder =
        TlsServerCredentials.newBuilder()
            .keyManager(tls.certificate().orElseThrow().toFile(), tls.key().orElseThrow().toFile());
    if (tls.ca().isPresent()) {
      builder
          .trustManager(tls.ca().get().toFile())
          .clientAuth(TlsServerCredentials.ClientAuth.REQUIRE);
    }
    return builder.build();
  }

  /** Where it listens; the port is the real one when 0 was asked. */
  public HostPort address() {
    InetSocketAddress bound = (InetSocketAddress) server.getListenSockets().get(0);
    return new HostPort(bound.getAddress().getHostAddress(), bound.getPort());
  }

  /** Tells the list to all who listen. */
  public void tell(Targets targets) {
    cache.setSnapshot(
        EVERYBODY,
        Snapshot.create(
            List.of(),
            assignments(targets),
            List.of(),
            List.of(),
            List.of(),
            Long.toString(version.incrementAndGet())));
  }

  static List<ClusterLoadAssignment> assignments(Targets targets) {
    Map<String, LocalityLbEndpoints.Builder> byProvider = new LinkedHashMap<>();
    targets.complete().forEach(p -> byProvider.put(p, LocalityLbEndpoints.newBuilder()));
    for (Target target : targets.all()) {
      LocalityLbEndpoints.Builder endpoints = byProvider.get(target.provider());
      if (endpoints != null && target.address().isAddress()) {
        endpoints.addLbEndpoints(endpoint(target));
      }
    }
    return byProvider.entrySet().stream()
        .map(
            e ->
                ClusterLoadAssignment.newBuilder()
                    .setClusterName(e.getKey())
                    .addEndpoints(e.getValue())
                    .build())
        .toList();
  }

  private static LbEndpoint endpoint(Target target) {
    SocketAddress.Builder address =
        SocketAddress.newBuilder()
            .setAddress(target.address().host())
            .setPortValue(target.address().port());
    Struct.Builder labels = Struct.newBuilder();
    target.labels().forEach((name, value) -> labels.putFields(name, text(value)));
    Struct.Builder metadata =
        Struct.newBuilder()
            .putFields("provider", text(target.provider()))
            .putFields("engine", text(target.engine().name()))
            .putFields("labels", Value.newBuilder().setStructValue(labels).build());
    return LbEndpoint.newBuilder()
        .setEndpoint(
            Endpoint.newBuilder().setAddress(Address.newBuilder().setSocketAddress(address)))
        .setMetadata(Metadata.newBuilder().putFilterMetadata(EdsFiles.NAMESPACE, metadata.build()))
        .build();
  }

  private static Value text(String text) {
    return Value.newBuilder().setStringValue(text).build();
  }

  /** Ends all streams within half a second. */
  @Override
  public void close() {
    server.shutdownNow();
    try {
      server.awaitTermination(STOP_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
