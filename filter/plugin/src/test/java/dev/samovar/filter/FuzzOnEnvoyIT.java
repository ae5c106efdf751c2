package dev.samovar.filter;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.samovar.envoy.EnvoyBinary;
import dev.samovar.envoy.EnvoyProcess;
import dev.samovar.envoy.Gateway;
import dev.samovar.envoy.HostPort;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The shipped module in a real Envoy under random and damaged requests: what Jackson accepts
 * arrives with the model replaced and every other byte as it was, all else is refused, and nothing
 * traps, panics or hangs.
 *
 * <p>{@code -Dsamovar.fuzz.requests} says how many, 10,000 unless it is set; {@code
 * -Dsamovar.fuzz.seed} with which one it begins.
 */
class FuzzOnEnvoyIT {
  private static final int REQUESTS = Integer.getInteger("samovar.fuzz.requests", 10_000);
  private static final long SEED = Long.getLong("samovar.fuzz.seed", 20_261_121L);
  private static final int CLIENTS = 8;
  private static final String MODEL = "real-é";
  private static final String CONFIGURATION =
      "{\"providers\":[{\"name\":\"p\",\"model\":\""
          + MODEL
          + "\"}],\"policy\":\"expected-wait\",\"agentCluster\":\"\",\"tenantHeader\":\"x-tenant\","
          + "\"maxBodyBytes\":900000}";

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final AtomicInteger accepted = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();

  @Test
  void everyEditIsRightAndNothingTraps(@TempDir Path directory) throws Exception {
    HttpServer echo =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 512);
    ExecutorService threads = Executors.newCachedThreadPool();
    echo.setExecutor(threads);
    echo.createContext("/", FuzzOnEnvoyIT::echo);
    echo.start();
    Gateway gateway =
        new Gateway(
            HostPort.local(0),
            HostPort.local(0),
            new Gateway.Agent(List.of(), HostPort.local(1)),
            Gateway.Plugin.of(EnvoyFixture.MODULE.toString(), CONFIGURATION),
            List.of(new Gateway.Provider("p", HostPort.local(echo.getAddress().getPort()))),
            Optional.empty());
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    try (EnvoyProcess envoy =
        EnvoyProcess.start(EnvoyBinary.find(), gateway, directory, 2, RunningEnvoy.DEADLINE)) {
      URI uri = URI.create("http://" + envoy.listen() + "/v1/chat/completions");
      AtomicInteger next = new AtomicInteger();
      List<Future<Void>> work = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        work.add(
            clients.submit(
                () -> {
                  for (int n = next.getAndIncrement(); n < REQUESTS; n = next.getAndIncrement()) {
                    check(uri, SEED + n);
                  }
                  return null;
                }));
      }
      for (Future<Void> one : work) {
        one.get(Math.max(900, REQUESTS / 100), TimeUnit.SECONDS);
      }
      assertThat(envoy.admin().get("/stats"))
          .contains("wasm.samovar.vm_reload: 0")
          .doesNotContain("panics");
    } finally {
      clients.shutdownNow();
      echo.stop(0);
      threads.shutdownNow();
    }
    assertThat(accepted.get()).as("accepted").isGreaterThan(REQUESTS / 5);
    assertThat(refused.get()).as("refused").isGreaterThan(REQUESTS / 5);
  }

  private void check(URI uri, long seed) throws Exception {
    Random random = new Random(seed);
    byte[] body = new FuzzedBody(random).bytes();
    byte[] expected = JsonVerdict.edited(body, MODEL);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(RunningEnvoy.DEADLINE)
            .header("content-type", Demo.JSON)
            .header("x-tenant", "t" + random.nextInt(3));
    boolean chunked = random.nextInt(4) == 0;
    request.POST(
        chunked
            ? BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body))
            : BodyPublishers.ofByteArray(body));
    HttpResponse<byte[]> answer = client.send(request.build(), BodyHandlers.ofByteArray());
    String about = "seed " + seed + ", " + body.length + " bytes";
    if (expected == null) {
      refused.incrementAndGet();
      assertThat(answer.statusCode()).as(about).isEqualTo(400);
      assertThat(new String(answer.body(), StandardCharsets.UTF_8))
          .as(about)
          .startsWith("{\"error\":{\"message\":");
    } else {
      accepted.incrementAndGet();
      assertThat(answer.statusCode()).as(about).isEqualTo(200);
      assertThat(Arrays.equals(answer.body(), expected)).as(about + ": the edit").isTrue();
    }
  }

  private static void echo(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      exchange.getResponseHeaders().set("content-type", "application/octet-stream");
      exchange.sendResponseHeaders(200, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }
}
