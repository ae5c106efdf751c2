package dev.samovar.bench;

import dev.samovar.envoy.EnvoyBinary;
import dev.samovar.envoy.EnvoyProcess;
import dev.samovar.envoy.FreePorts;
import dev.samovar.envoy.HostPort;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The servers behind the proxies: one that answers a little JSON (an Envoy, because it is the
 * cheapest at hand), one that answers the loads of providers, one that streams events, and one that
 * keeps requests that are looked at.
 */
final class Upstream implements AutoCloseable {

  private static final Duration START = Duration.ofSeconds(60);

  /** A request that carries this header is recorded. */
  static final String CHECK = "x-bench-check";

  private static final int MOST_PROVIDERS = 4;

  /** The addresses at which the server answers: as many as a fleet of ordinary size. */
  private static final int ADDRESSES = 32;

  private final EnvoyProcess answers;
  private final EnvoyProcess metrics;
  private final StreamServer stream;
  private final Recorder recorder;

  private Upstream(
      EnvoyProcess answers, EnvoyProcess metrics, StreamServer stream, Recorder recorder) {
    this.answers = answers;
    this.metrics = metrics;
    this.stream = stream;
    this.recorder = recorder;
  }

  static Upstream start(EnvoyBinary binary, Path directory) {
    Recorder recorder = Recorder.start();
    // As an engine does it, the answer names the model that the request asked for.
    BareProxy proxy = BareProxy.answering(answer("m"));
    for (int i = 0; i < MOST_PROVIDERS; i++) {
      proxy.answering("x-selected-provider", "p" + i, answer("model-" + i));
    }
    proxy.sending(CHECK, recorder.port()).listening(FreePorts.next(), addresses());
    EnvoyProcess answers = start(binary, directory.resolve("up"), proxy);
    try {
      EnvoyProcess metrics =
          start(
              binary,
              directory.resolve("metrics"),
              BareProxy.answering(StandInAgent.metrics(MOST_PROVIDERS)));
      return new Upstream(answers, metrics, StreamServer.start(Workload.SSE_EVENTS), recorder);
    } catch (RuntimeException e) {
      answers.close();
      recorder.close();
      throw e;
    }
  }

  private static List<String> addresses() {
    return IntStream.range(0, ADDRESSES).mapToObj(Upstream::host).toList();
  }

  private static String host(int endpoint) {
    return "127.0.1." + (1 + endpoint % ADDRESSES);
  }

  /** Where an endpoint really answers, without a stream. */
  HostPort endpoint(int endpoint) {
    return HostPort.parse(host(endpoint) + ":" + port(false));
  }

  /** A short answer of a model. */
  static String answer(String model) {
    return "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\",\"created\":1,\"model\":\""
        + model
        + "\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"hello\"},"
        + "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":240,\"completion_tokens\":1,"
        + "\"total_tokens\":241}}";
  }

  private static EnvoyProcess start(EnvoyBinary binary, Path directory, BareProxy proxy) {
    proxy.buffer().write(directory);
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

  /** The last request with the header {@value #CHECK}, or the last one that was streamed to. */
  Recorder.Request last(boolean streams) {
    return streams ? stream.last() : recorder.last();
  }

  @Override
  public void close() {
    recorder.close();
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
        Pause.millis(20);
      }
    }
    process.destroyForcibly();
    throw new BenchException(builder.command().get(0) + ": does not listen; its log is " + log);
  }
}
