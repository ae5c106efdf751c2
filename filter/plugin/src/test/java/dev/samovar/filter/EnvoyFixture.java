package dev.samovar.filter;

import dev.samovar.envoy.Gateway;
import dev.samovar.envoy.HostPort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** A real Envoy with the module in both placements, the guide's two providers and an agent. */
final class EnvoyFixture implements AutoCloseable {
  static final Path MODULE = Path.of("target", "samovar.wasm").toAbsolutePath();

  final Recorder agent = Recorder.start("{\"minimax_1\":90,\"qwen_1\":10}");
  final Recorder minmax = Recorder.start("{\"by\":\"minmax\"}");
  final Recorder qianwen = Recorder.start("{\"by\":\"qianwen\"}");
  final RunningEnvoy envoy;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  EnvoyFixture(RunningEnvoy.Starter starter, Path directory, String configuration) {
    Gateway gateway =
        new Gateway(
            HostPort.local(0),
            HostPort.local(0),
            Gateway.Agent.at(agent.address()),
            Gateway.Plugin.of(MODULE.toString(), configuration),
            List.of(
                new Gateway.Provider("minmax", minmax.address()),
                new Gateway.Provider("qianwen", qianwen.address())),
            Optional.empty());
    envoy = starter.start(gateway, directory);
  }

  HttpResponse<String> chat(byte[] body, String... headers) {
    return send("POST", Demo.PATH, body, headers);
  }

  HttpResponse<String> send(String method, String path, byte[] body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://" + envoy.listen() + path))
            .timeout(RunningEnvoy.DEADLINE)
            .method(method, BodyPublishers.ofByteArray(body));
    boolean typed = List.of(headers).contains("content-type");
    if (!typed) {
      request.header("content-type", Demo.JSON);
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return client.send(request.build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IllegalStateException(path + ": " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /**
   * The sum of the counters whose names end so. Envoy's own filter over names does not see custom
   * ones, so all are read.
   */
  long counter(String end) {
    return envoy
        .admin()
        .get("/stats")
        .lines()
        .map(line -> line.split(": "))
        .filter(parts -> parts.length == 2 && parts[0].endsWith(end))
        .mapToLong(parts -> Long.parseLong(parts[1].strip()))
        .sum();
  }

  static void until(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + RunningEnvoy.DEADLINE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError(what + ": not within " + RunningEnvoy.DEADLINE);
      }
      try {
        Thread.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }

  @Override
  public void close() {
    envoy.stop().run();
    agent.close();
    minmax.close();
    qianwen.close();
  }
}
