package dev.samovar.envoy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An admin interface that now and then gives no answer, as that of an Envoy that is busy. */
class SilentEnvoyTest {

  private static final String RELOADS =
      """
      extension_config_discovery.http_filter.samovar.config_reload: %1$d
      extension_config_discovery.http_filter.samovar.update_rejected: 5
      extension_config_discovery.upstream_http_filter.samovar-upstream.config_reload: %1$d
      """;

  @TempDir Path directory;
  private final AtomicInteger asked = new AtomicInteger();
  private volatile int silences;
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/ready", exchange -> answer(exchange, "LIVE\n"));
    server.createContext("/listeners", exchange -> answer(exchange, "gateway::127.0.0.1:7\n"));
    server.createContext(
        "/stats",
        exchange -> {
          if (asked.getAndIncrement() < silences) {
            exchange.close();
          } else {
            answer(exchange, RELOADS.formatted(asked.get()));
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private static void answer(HttpExchange exchange, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.US_ASCII);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private HostPort admin() {
    return HostPort.local(server.getAddress().getPort());
  }

  @Test
  void silenceIsToldFromARefusal() throws IOException {
    EnvoyAdmin admin = new EnvoyAdmin(admin());
    assertThatThrownBy(() -> admin.get("/nothing"))
        .isInstanceOf(EnvoyException.class)
        .isNotInstanceOf(SilentEnvoyException.class);
    silences = Integer.MAX_VALUE;
    assertThatThrownBy(() -> admin.get("/stats")).isInstanceOf(SilentEnvoyException.class);
  }

  @Test
  void anEnvoyThatIsSilentWhileItStartsIsAskedAgain() throws IOException {
    Files.writeString(EnvoyProcess.addressFile(directory), admin().toString());
    silences = Integer.MAX_VALUE;
    assertThat(EnvoyProcess.serving(directory)).isEmpty();
    silences = 0;
    assertThatThrownBy(() -> EnvoyProcess.serving(directory)).hasMessageContaining("refused");
  }

  @Test
  void aChangeIsJudgedByWhatItHasChangedThoughEnvoyIsSilentAtFirst() {
    Gateway gateway =
        new Gateway(
            HostPort.local(0),
            admin(),
            Gateway.Agent.at(HostPort.local(1)),
            Gateway.Plugin.of("a.wasm", "{}"),
            List.of(new Gateway.Provider("a", HostPort.local(2))),
            Optional.empty());
    new EnvoyConfiguration(gateway, directory.toString()).write(directory);
    // A request that meets a closed connection is sent once more by the client itself.
    silences = 6;
    assertThat(
            new EnvoyUpdate(new EnvoyAdmin(admin()), directory)
                .apply(gateway.withConfiguration("{\"n\":1}")))
        .isEqualTo(EnvoyUpdate.Outcome.TAKEN);
    assertThat(asked.get()).isGreaterThan(6);
  }
}
