package dev.samovar.launcher;

import dev.samovar.envoy.FreePorts;
import dev.samovar.envoy.HostPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Ports on the loopback interface, checked before anything is started. A port is free when it can
 * be bound now; who binds it in the next moment is found out by the child that wants it.
 */
final class Ports {

  private Ports() {}

  /**
   * Makes sure that each wanted port is free, and chooses one for each that is 0.
   *
   * @param wanted ports by the flag that sets them
   * @return addresses by the same flags
   * @throws LauncherException naming each port that is taken, and its flag
   */
  static Map<String, HostPort> claim(Map<String, Integer> wanted) {
    List<String> errors = new ArrayList<>();
    Map<String, HostPort> claimed = new LinkedHashMap<>();
    // All stay open until the last is found, so that no wanted port is given twice.
    List<ServerSocket> open = new ArrayList<>();
    try {
      for (Map.Entry<String, Integer> entry : wanted.entrySet()) {
        String flag = entry.getKey();
        int port = entry.getValue();
        if (port < 0 || port > 65535) {
          errors.add(flag + ": " + port + " is no port; give 0 to 65535");
          continue;
        }
        try {
          ServerSocket socket = bind(port == 0 ? FreePorts.next() : port);
          open.add(socket);
          claimed.put(flag, HostPort.local(socket.getLocalPort()));
        } catch (IOException e) {
          errors.add(
              flag
                  + ": port "
                  + port
                  + " on 127.0.0.1 cannot be used ("
                  + e.getMessage()
                  + "); free it, or choose another with "
                  + flag
                  + " (0 takes any free one)");
        }
      }
    } finally {
      for (ServerSocket socket : open) {
        try {
          socket.close();
        } catch (IOException e) {
          throw new LauncherException("127.0.0.1: a port cannot be given back", e);
        }
      }
    }
    if (!errors.isEmpty()) {
      throw new LauncherException(String.join("\n", errors));
    }
    return claimed;
  }

  private static ServerSocket bind(int port) throws IOException {
    ServerSocket socket = new ServerSocket();
    try {
      socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
      return socket;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }
}
