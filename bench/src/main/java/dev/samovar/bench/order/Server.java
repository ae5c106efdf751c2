package dev.samovar.bench.order;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One of the project's own servers in a process of its own, on a port of 127.0.0.1. */
final class Server implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(45);
  private static final Duration ASK = Duration.ofSeconds(2);
  private static final HttpClient CLIENT = HttpClient.newBuilder().connectTimeout(ASK).build();

  private final String name;
  private final Process process;
  private final int port;
  private final Path log;

  private Server(String name, Process process, int port, Path log) {
    this.name = name;
    this.process = process;
    this.port = port;
    this.log = log;
  }

  /** Starts a jar; {@link #await} says when it serves. */
  static Server start(
      String name, Path jar, int port, String heap, List<String> flags, Path directory) {
    if (!Files.isRegularFile(jar)) {
      throw new OrderException(jar + ": no such file; build it with mvn -Dquickly package");
    }
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(heap, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-jar"));
    command.add(jar.toString());
    command.addAll(flags);
    Path log = directory.resolve(name + ".log");
    try {
      Files.createDirectories(directory);
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      return new Server(name, process, port, log);
    } catch (IOException e) {
      throw new OrderException(name + ": cannot be started: " + e.getMessage(), e);
    }
  }

  int port() {
    return port;
  }

  /** Returns when that path answers 200. */
  void await(String path) {
    long end = System.nanoTime() + START.toNanos();
    try {
      while (process.isAlive() && System.nanoTime() < end) {
        if (ask(HttpRequest.newBuilder(uri(path)).timeout(ASK).build()) == 200) {
          return;
        }
        TimeUnit.MILLISECONDS.sleep(20);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OrderException(name + ": interrupted while it started", e);
    }
    throw new OrderException(name + ": does not serve; its log is " + log);
  }

  /** Sends a body; anything but 200 is an error. */
  void post(String path, String body) {
    HttpRequest request =
        HttpRequest.newBuilder(uri(path))
            .timeout(ASK)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    try {
      int status = ask(request);
      if (status != 200) {
        throw new OrderException(name + ": " + path + " answers " + status);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OrderException(name + ": interrupted while it was asked", e);
    }
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  /** The status, 0 where there is no answer. */
  private static int ask(HttpRequest request) throws InterruptedException {
    try {
      return CLIENT.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    } catch (IOException e) {
      return 0;
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(3, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
