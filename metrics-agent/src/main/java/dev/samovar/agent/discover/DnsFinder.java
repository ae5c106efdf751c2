package dev.samovar.agent.discover;

import dev.samovar.agent.config.HostPort;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DefaultDnsRecordDecoder;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Asks DNS for every address of a name, or for a service's hosts and ports and then their
 * addresses. As the system does, an address or a name of {@link Hosts} is not asked for. Asked
 * again when the shortest time to live ends, within one second and five minutes.
 */
final class DnsFinder implements Finder {
  private static final long SHORTEST_SECONDS = 1;
  private static final long LONGEST_SECONDS = 300;
  private static final long HOSTS_SECONDS = 5;

  private final DnsNameResolver resolver;
  private final Hosts hosts;
  private final String name;
  private final int port;

  /**
   * @param port 0 asks for a service record
   */
  DnsFinder(DnsNameResolver resolver, Hosts hosts, String name, int port) {
    this.resolver = resolver;
    this.hosts = hosts;
    this.name = name;
    this.port = port;
  }

  /** Addresses and the seconds for which they hold. */
  private record Answer(Set<HostPort> addresses, long ttlSeconds) {
    Finding finding() {
      long seconds = Math.max(SHORTEST_SECONDS, Math.min(LONGEST_SECONDS, ttlSeconds));
      return new Finding(
          addresses.stream().map(a -> new Found(a, Map.of())).toList(),
          Duration.ofSeconds(seconds));
    }

    Answer and(Answer other) {
      Set<HostPort> both = new LinkedHashSet<>(addresses);
      both.addAll(other.addresses);
      return new Answer(both, Math.min(ttlSeconds, other.ttlSeconds));
    }
  }

  @Override
  public CompletionStage<Finding> find() {
    CompletableFuture<Answer> answer =
        port > 0 ? addresses(name, port) : ask(name, DnsRecordType.SRV).thenCompose(this::services);
    return answer.thenApply(Answer::finding);
  }

  private CompletableFuture<Answer> services(List<DnsRecord> records) {
    CompletableFuture<Answer> all =
        CompletableFuture.completedFuture(new Answer(Set.of(), LONGEST_SECONDS));
    for (DnsRecord record : records) {
      if (record instanceof DnsRawRecord raw && record.type().equals(DnsRecordType.SRV)) {
        ByteBuf content = raw.content().duplicate();
        content.skipBytes(4);
        int servicePort = content.readUnsignedShort();
        String host = DefaultDnsRecordDecoder.decodeName(content);
        long ttl = record.timeToLive();
        CompletableFuture<Answer> one = addresses(host, servicePort);
        all =
            all.thenCombine(
                one, (a, b) -> a.and(new Answer(b.addresses(), Math.min(ttl, b.ttlSeconds()))));
      }
    }
    records.forEach(ReferenceCountUtil::release);
    return all;
  }

  /** IPv4 and IPv6; one of them may be missing. */
  private CompletableFuture<Answer> addresses(String host, int at) {
    Set<HostPort> own = new LinkedHashSet<>();
    for (InetAddress address : hosts.of(host)) {
      own.add(new HostPort(address.getHostAddress(), at));
    }
    if (!own.isEmpty()) {
      return CompletableFuture.completedFuture(new Answer(own, HOSTS_SECONDS));
    }
    CompletableFuture<Answer> v4 =
        ask(host, DnsRecordType.A).thenApply(records -> answer(records, at));
    CompletableFuture<Answer> v6 =
        ask(host, DnsRecordType.AAAA)
            .thenApply(records -> answer(records, at))
            .exceptionally(none -> new Answer(Set.of(), LONGEST_SECONDS));
    return v4.handle(
            (four, error) ->
                error == null
                    ? v6.thenApply(four::and)
                    : v6.thenCompose(
                        six ->
                            six.addresses().isEmpty()
                                ? CompletableFuture.<Answer>failedFuture(error)
                                : CompletableFuture.completedFuture(six)))
        .thenCompose(both -> both);
  }

  private static Answer answer(List<DnsRecord> records, int port) {
    Set<HostPort> addresses = new LinkedHashSet<>();
    long ttl = LONGEST_SECONDS;
    for (DnsRecord record : records) {
      if (record instanceof DnsRawRecord raw) {
        ByteBuf content = raw.content();
        byte[] bytes = new byte[content.readableBytes()];
        content.getBytes(content.readerIndex(), bytes);
        try {
          addresses.add(new HostPort(InetAddress.getByAddress(bytes).getHostAddress(), port));
          ttl = Math.min(ttl, record.timeToLive());
        } catch (UnknownHostException noAddress) {
          continue;
        } finally {
          ReferenceCountUtil.release(record);
        }
      }
    }
    return new Answer(addresses, ttl);
  }

  private CompletableFuture<List<DnsRecord>> ask(String host, DnsRecordType type) {
    CompletableFuture<List<DnsRecord>> answer = new CompletableFuture<>();
    resolver
        .resolveAll(new DefaultDnsQuestion(host.endsWith(".") ? host : host + ".", type))
        .addListener(
            (io.netty.util.concurrent.Future<List<DnsRecord>> done) -> {
              if (done.isSuccess()) {
                answer.complete(new ArrayList<>(done.getNow()));
              } else {
                answer.completeExceptionally(
                    new IllegalStateException(host + ": " + done.cause().getMessage()));
              }
            });
    return answer;
  }
}
