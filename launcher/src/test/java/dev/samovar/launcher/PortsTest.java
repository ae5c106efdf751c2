package dev.samovar.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.samovar.envoy.FreePorts;
import dev.samovar.envoy.HostPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PortsTest {

  @Test
  void zeroTakesAFreePortAndNoneTwice() {
    Map<String, HostPort> claimed = Ports.claim(Map.of("--a", 0, "--b", 0, "--c", 0));
    assertThat(claimed.values()).doesNotHaveDuplicates().allMatch(address -> address.port() > 0);
  }

  @Test
  void everyBusyPortIsALineWithItsFlag() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Map<String, Integer> wanted = new LinkedHashMap<>();
      wanted.put("--gateway-port", taken.getLocalPort());
      wanted.put("--admin-port", 70_000);
      wanted.put("--agent-port", taken.getLocalPort());
      assertThatThrownBy(() -> Ports.claim(wanted))
          .message()
          .satisfies(
              message ->
                  assertThat(message.lines())
                      .hasSize(3)
                      .allMatch(line -> line.matches("--(gateway|admin|agent)-port: .*"))
                      .anyMatch(line -> line.contains("port " + taken.getLocalPort())));
    }
  }

  @Test
  void onePortForTwoIsBusyForTheSecond() {
    int port = FreePorts.next();
    Map<String, Integer> wanted = new LinkedHashMap<>();
    wanted.put("--gateway-port", port);
    wanted.put("--agent-port", port);
    assertThatThrownBy(() -> Ports.claim(wanted)).hasMessageStartingWith("--agent-port: ");
  }
}
