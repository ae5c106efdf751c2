package dev.samovar.bench;

import dev.samovar.envoy.EnvoyBinary;
import dev.samovar.envoy.EnvoyProcess;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * The servers behind the proxies: one that answers a little JSON (an Envoy, because it is the
 * cheapest at hand), one that answers the loads of providers, and one that streams events.
 */
final class Upstream implements AutoCloseable {

  private static final Duration START = Duration.ofSeconds(60);
  private static final int EVENTS = 500;
  private static final String ANSWER =
      "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":"
          + "[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"hello\"},"
          + "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":240,\"completion_tokens\":1,"
          + "\"total_tokens\":241}}";

  private final EnvoyProcess answers;
  private final EnvoyProcess metrics;
  private final StreamServer stream;

  private Upstream(EnvoyProcess answers, EnvoyProcess metrics, StreamServer stream) {
    this.answers = answers;
    this.metrics = metrics;
    this.stream = stream;
  }

  static Upstream start(EnvoyBinary binary, Path directory) {
    EnvoyProcess answers = answering(binary, directory.resolve("up"), ANSWER);
    try {
      EnvoyProcess metrics =
          answering(binary, directory.resolve("metrics"), StandInAgent.metrics(4));
      return new Upstream(answers, metrics, StreamServer.start(EVENTS));
    } catch (RuntimeException e) {
      answers.close();
      throw e;
    }
  }

  private static EnvoyProcess answering(EnvoyBinary binary, Path directory, String answer) {
    BareProxy.answering(answer).buffer().write(directory);
    return EnvoyProcess.start(binary, directory, 1, START);
  }

  /** The port of the server that streams, or of the one that answers at once. */
  int port(boolean streams) {
    return streams ? stream.port() : answers.listen().port();
  }

  /** The port of the server that answers every request with the loads of four providers. */
  int metricsPort() {
    return metrics.listen().port();
  }

  /** Events streamed so far. */
  long events() {
    return stream.events();
  }

  @Override
  public void close() {
    answers.close();
    metrics.close();
    stream.close();
  }

  /** Starts a process and waits until it takes connections at a port. */
  static Process startListening(ProcessBuilder builder, Path log, int port) {
    Process process;
    try {
      process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    } catch (IOException e) {
      throw new BenchException(builder.command().get(0) + ": cannot be started", e);
    }
    long end = System.nanoTime() + START.toNanos();
    while (process.isAlive() && System.nanoTime() < end) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress("127.0.0.1", port), 200);
        return process;
      } catch (IOException e) {
        pause(process);
      }
    }
    process.destroyForcibly();
    throw new BenchException(builder.command().get(0) + ": does not listen; its log is " + log);
  }

  private static void pause(Process process) {
    try {
      TimeUnit.MILLISECONDS.sleep(20);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new BenchException("interrupted while a process started", e);
    }
  }
}
