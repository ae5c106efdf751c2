package dev.samovar.envoy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Free TCP ports of 127.0.0.1, for servers that must be told theirs before they start.
 *
 * <p>They are drawn at random from 20000 to 29999. The system gives connections, and listeners that
 * ask for any port, those above 32767, so that none of them takes a drawn port before its server
 * does. None is drawn twice in a process.
 */
public final class FreePorts {

  private static final int FIRST = 20_000;
  private static final int COUNT = 10_000;
  private static final int ATTEMPTS = 10_000;

  private static final Set<Integer> DRAWN = ConcurrentHashMap.newKeySet();

  private FreePorts() {}

  /**
   * A port that nobody listens on.
   *
   * @throws EnvoyException when none of 10,000 draws was free
   */
  public static int next() {
    for (int i = 0; i < ATTEMPTS; i++) {
      int port = FIRST + ThreadLocalRandom.current().nextInt(COUNT);
      if (DRAWN.add(port) && isFree(port)) {
        return port;
      }
    }
    throw new EnvoyException("127.0.0.1: has no free port from 20000 to 29999");
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress("127.0.0.1", port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
