package dev.samovar.agent.discover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.samovar.agent.config.Discovery;
import dev.samovar.agent.config.HostPort;
import io.netty.resolver.dns.DnsNameResolverTimeoutException;
import io.netty.resolver.dns.SingletonDnsServerAddressStreamProvider;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A name server of its own on a free port of this machine. */
class DnsFinderTest {
  private static final int A = 1;
  private static final int SRV = 33;
  private final Map<String, List<byte[]>> records = new ConcurrentHashMap<>();
  private DatagramSocket server;
  private Finders finders;

  @BeforeEach
  void serve() throws IOException {
    server = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(this::answerAll, "dns-server");
    thread.setDaemon(true);
    thread.start();
    finders =
        new Finders(
            Duration.ofMillis(250),
            new SingletonDnsServerAddressStreamProvider(
                new InetSocketAddress(server.getLocalAddress(), server.getLocalPort())),
            host -> host.equals("here") ? List.of(InetAddress.getLoopbackAddress()) : List.of());
  }

  @AfterEach
  void end() {
    finders.close();
    server.close();
  }

  private void answerAll() {
    byte[] buffer = new byte[1024];
    try {
      while (true) {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        server.receive(packet);
        byte[] answer = answer(buffer);
        server.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
      }
    } catch (IOException closed) {
      return;
    }
  }

  private byte[] answer(byte[] query) throws IOException {
    int at = 12;
    StringBuilder name = new StringBuilder();
    while (query[at] != 0) {
      name.append(new String(query, at + 1, query[at], StandardCharsets.US_ASCII)).append('.');
      at += query[at] + 1;
    }
    int type = query[at + 1] << 8 | query[at + 2];
    List<byte[]> found = records.getOrDefault(name + "/" + type, List.of());
    boolean known = records.keySet().stream().anyMatch(k -> k.startsWith(name + "/"));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.write(query, 0, 2);
    out.writeShort(known ? 0x8580 : 0x8583);
    out.writeShort(1);
    out.writeShort(found.size());
    out.writeInt(0);
    out.write(query, 12, at + 5 - 12);
    for (byte[] record : found) {
      out.writeShort(0xc00c);
      out.writeShort(type);
      out.writeShort(1);
      out.write(record);
    }
    return bytes.toByteArray();
  }

  private static byte[] record(int ttl, byte[] data) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(ttl);
    out.writeShort(data.length);
    out.write(data);
    return bytes.toByteArray();
  }

  private static byte[] service(int port, String host) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.writeInt(0);
    out.writeShort(port);
    for (String label : host.split("\\.")) {
      out.writeByte(label.length());
      out.writeBytes(label);
    }
    out.writeByte(0);
    return bytes.toByteArray();
  }

  /** Asks again where the machine stood still for the two seconds that a query may take. */
  private static Finding find(Finder finder) throws Exception {
    for (int i = 0; ; i++) {
      try {
        return finder.find().toCompletableFuture().get(90, TimeUnit.SECONDS);
      } catch (ExecutionException e) {
        if (i == 5 || !(rootCause(e) instanceof DnsNameResolverTimeoutException)) {
          throw e;
        }
      }
    }
  }

  private static Throwable rootCause(Throwable error) {
    return error.getCause() == null ? error : rootCause(error.getCause());
  }

  private static List<String> addresses(Finding finding) {
    return finding.found().stream().map(f -> f.address().toString()).toList();
  }

  @Test
  void everyAddressOfANameIsATargetUntilItsTimeToLiveEnds() throws Exception {
    records.put(
        "qwen.llm.svc./" + A,
        List.of(record(30, new byte[] {10, 0, 0, 1}), record(7, new byte[] {10, 0, 0, 2})));
    Finder finder = finders.of(new Discovery.Dns(new HostPort("qwen.llm.svc", 8000)));
    Finding finding = find(finder);
    assertThat(addresses(finding)).containsExactlyInAnyOrder("10.0.0.1:8000", "10.0.0.2:8000");
    assertThat(finding.again()).isEqualTo(Duration.ofSeconds(7));
    records.put("qwen.llm.svc./" + A, List.of(record(0, new byte[] {10, 0, 0, 3})));
    assertThat(addresses(find(finder))).containsExactly("10.0.0.3:8000");
    assertThat(find(finder).again()).isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void whatTheMachineKnowsOfANameIsNotAskedFor() throws Exception {
    records.put("here./" + A, List.of(record(30, new byte[] {10, 0, 0, 9})));
    Finding finding = find(finders.of(new Discovery.Dns(new HostPort("here", 8000))));
    assertThat(addresses(finding)).containsExactly("127.0.0.1:8000");
    assertThat(finding.again()).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void anAddressIsItsOwn() {
    assertThat(Hosts.SYSTEM.of("10.1.2.3"))
        .singleElement()
        .extracting(InetAddress::getHostAddress)
        .isEqualTo("10.1.2.3");
    assertThat(Hosts.SYSTEM.of("::1")).hasSize(1);
    assertThat(Hosts.SYSTEM.of("no.such.name.invalid")).isEmpty();
  }

  @Test
  void aServiceRecordTellsHostsAndPorts() throws Exception {
    records.put(
        "_http._tcp.qwen./" + SRV,
        List.of(record(60, service(8001, "a.qwen")), record(60, service(8002, "b.qwen"))));
    records.put("a.qwen./" + A, List.of(record(60, new byte[] {10, 0, 0, 1})));
    records.put("b.qwen./" + A, List.of(record(9, new byte[] {10, 0, 0, 2})));
    Finding finding = find(finders.of(new Discovery.Srv("_http._tcp.qwen")));
    assertThat(addresses(finding)).containsExactlyInAnyOrder("10.0.0.1:8001", "10.0.0.2:8002");
    assertThat(finding.again()).isEqualTo(Duration.ofSeconds(9));
  }

  @Test
  void aNameThatIsNotThereIsAReason() {
    Finder finder = finders.of(new Discovery.Dns(new HostPort("nobody.llm.svc", 8000)));
    assertThatThrownBy(() -> find(finder)).hasMessageContaining("nobody.llm.svc");
  }
}
