package dev.samovar.llmsim;

import dev.samovar.llmsim.engine.Engine;
import dev.samovar.llmsim.http.Limits;
import dev.samovar.llmsim.http.Server;
import dev.samovar.llmsim.metrics.Totals;
import dev.samovar.llmsim.serve.Routes;
import dev.samovar.llmsim.serve.Served;
import dev.samovar.llmsim.time.Clock;
import dev.samovar.llmsim.time.Timers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * A simulated LLM server that listens and answers.
 *
 * <pre>{@code
 * try (LlmSim sim = LlmSim.start(Settings.instant("qwen"))) {
 *   // POST http://127.0.0.1:{sim.port()}/v1/chat/completions
 * }
 * }</pre>
 */
public final class LlmSim implements AutoCloseable {
  private final Server server;
  private final Thread thread;
  private final int port;

  private LlmSim(Server server, Thread thread) {
    this.server = server;
    this.thread = thread;
    this.port = server.address().getPort();
  }

  /**
   * Listens from now on.
   *
   * @throws IOException when the host is unknown or the port is taken
   */
  public static LlmSim start(Settings settings) throws IOException {
    Timers timers = new Timers(Clock.SYSTEM);
    java.time.Clock wall = java.time.Clock.systemUTC();
    Totals totals = new Totals(settings.engine(), wall);
    Engine engine = new Engine(settings.capacity(), settings.pace(), timers, totals);
    boolean adapters = !settings.adapters().isEmpty();
    Served served =
        new Served(
            settings.name(),
            settings.model(),
            settings.adapters(),
            settings.maxTokensDefault(),
            engine,
            totals,
            settings.engine().exposition(settings.model(), adapters, wall),
            wall);
    InetSocketAddress address =
        new InetSocketAddress(InetAddress.getByName(settings.host()), settings.port());
    Server server =
        new Server(
            address,
            Limits.DEFAULT,
            timers,
            new Routes(served),
            (status, message) -> served.error(null, status, message, null));
    Thread thread = new Thread(server::run, "llm-sim");
    thread.setDaemon(true);
    thread.start();
    return new LlmSim(server, thread);
  }

  /** The port that it listens on. */
  public int port() {
    return port;
  }

  /** Returns when the server has ended, by {@link #close} or by a fault. */
  void join() throws InterruptedException {
    thread.join();
  }

  /** Closes every connection and stops. */
  @Override
  public void close() {
    server.close();
  }
}
