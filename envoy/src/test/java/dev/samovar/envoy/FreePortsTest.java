package dev.samovar.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FreePortsTest {

  @Test
  void noneIsDrawnTwiceByManyAtOnce() {
    List<Integer> drawn =
        IntStream.range(0, 400).parallel().mapToObj(i -> FreePorts.next()).toList();
    assertThat(drawn).doesNotHaveDuplicates();
  }

  @Test
  void eachCanBeBoundAndIsOutsideOfWhatTheSystemGivesAway() throws Exception {
    for (int port : Stream.generate(FreePorts::next).limit(50).toList()) {
      assertThat(port).isBetween(20_000, 29_999);
      try (ServerSocket socket = new ServerSocket()) {
        socket.bind(new InetSocketAddress("127.0.0.1", port));
        assertThat(socket.isBound()).isTrue();
      }
    }
  }
}
