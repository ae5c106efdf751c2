package dev.samovar.agent.discover;

import dev.samovar.agent.config.Discovery;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.DnsServerAddressStreamProvider;
import io.netty.resolver.dns.DnsServerAddressStreamProviders;
import io.netty.resolver.dns.NoopDnsCache;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A finder for each way in which targets are found; DNS and Kubernetes start when first needed. */
public final class Finders implements AutoCloseable {
  private static final long QUERY_MILLIS = 2_000;
  private static final Duration SHORTEST_LOOK = Duration.ofMillis(100);
  private static final Duration LONGEST_LOOK = Duration.ofSeconds(5);

  private final DnsServerAddressStreamProvider servers;
  private final Hosts hosts;
  private final Duration look;
  private EventLoopGroup loop;
  private DnsNameResolver resolver;
  private KubernetesClients clusters;

  /**
   * @param interval of scrapes; files are looked at as often, within 100 ms and 5 s
   */
  public Finders(Duration interval) {
    this(interval, DnsServerAddressStreamProviders.platformDefault(), Hosts.SYSTEM);
  }

  Finders(Duration interval, DnsServerAddressStreamProvider servers, Hosts hosts) {
    Duration atMost = interval.compareTo(LONGEST_LOOK) > 0 ? LONGEST_LOOK : interval;
    this.look = atMost.compareTo(SHORTEST_LOOK) < 0 ? SHORTEST_LOOK : atMost;
    this.servers = servers;
    this.hosts = hosts;
  }

  public Finder of(Discovery discovery) {
    if (discovery instanceof Discovery.Static fixed) {
      List<Found> found = fixed.addresses().stream().map(a -> new Found(a, Map.of())).toList();
      Finding finding = new Finding(found, Duration.ZERO);
      return () -> CompletableFuture.completedFuture(finding);
    }
    if (discovery instanceof Discovery.Files files) {
      return new FileFinder(files, look);
    }
    if (discovery instanceof Discovery.Srv srv) {
      return new DnsFinder(resolver(), hosts, srv.name(), 0);
    }
    if (discovery instanceof Discovery.Kubernetes kubernetes) {
      if (clusters == null) {
        clusters = new KubernetesClients();
      }
      return clusters.finder(kubernetes);
    }
    Discovery.Dns dns = (Discovery.Dns) discovery;
    return new DnsFinder(resolver(), hosts, dns.name().host(), dns.name().port());
  }

  private DnsNameResolver resolver() {
    if (resolver == null) {
      loop =
          new MultiThreadIoEventLoopGroup(
              1, new DefaultThreadFactory("dns", true), NioIoHandler.newFactory());
      resolver =
          new DnsNameResolverBuilder(loop.next())
              .datagramChannelType(NioDatagramChannel.class)
              .socketChannelType(NioSocketChannel.class)
              .nameServerProvider(servers)
              .queryTimeoutMillis(QUERY_MILLIS)
              .maxQueriesPerResolve(4)
              .resolveCache(NoopDnsCache.INSTANCE)
              .build();
    }
    return resolver;
  }

  @Override
  public void close() {
    if (clusters != null) {
      clusters.close();
    }
    if (resolver != null) {
      resolver.close();
      loop.shutdownGracefully(0, 200, TimeUnit.MILLISECONDS).awaitUninterruptibly(500);
    }
  }
}
