package dev.samovar.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.samovar.agent.config.ConfigReader;
import dev.samovar.agent.config.Overrides;
import dev.samovar.agent.map.Engines;
import dev.samovar.agent.store.RedisUris;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** An agent in this process on a free port, and a client of it. */
public final class AgentFixture implements AutoCloseable {
  // For a slow and loaded machine; nobody waits for it where all is well.
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private final Agent agent;

  public AgentFixture(String yaml) throws IOException {
    Engines engines = Engines.builtIn();
    agent =
        new Agent(
            new ConfigReader(engines.names(), RedisUris::check)
                .read("test", "listen: 127.0.0.1:0\n" + yaml, Overrides.NONE)
                .config(),
            engines,
            "test");
  }

  /** As patient with Redis as a test on a busy machine wants it. */
  public static AgentFixture onRedis(String uri) throws IOException {
    return new AgentFixture("redis: { uri: \"" + uri + "\", timeout: 20s }\n");
  }

  public AgentFixture awaitReady() {
    long end = System.nanoTime() + PATIENCE.toNanos();
    String answer = get("/readyz").body();
    while (!answer.equals("{\"status\":\"ready\"}") && System.nanoTime() < end) {
      pause();
      answer = get("/readyz").body();
    }
    assertThat(answer).isEqualTo("{\"status\":\"ready\"}");
    return this;
  }

  public HttpResponse<String> get(String target) {
    return getAsync(target).join();
  }

  public CompletableFuture<HttpResponse<String>> getAsync(String target) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + agent.address() + target))
            .timeout(PATIENCE)
            .build();
    return CLIENT.sendAsync(request, HttpResponse.BodyHandlers.ofString());
  }

  /** Posts JSON and wants JSON back. */
  public HttpResponse<String> post(String target, String json) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + agent.address() + target))
            .timeout(PATIENCE)
            .header("content-type", "application/json")
            .header("accept", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(json))
            .build();
    return CLIENT.sendAsync(request, HttpResponse.BodyHandlers.ofString()).join();
  }

  int edsPort() {
    return agent.edsAddress().orElseThrow().port();
  }

  public int port() {
    return agent.address().port();
  }

  /** Polls until true; fails after a minute and a half. */
  public static void await(BooleanSupplier condition, String what) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    boolean met = condition.getAsBoolean();
    while (!met && System.nanoTime() < end) {
      pause();
      met = condition.getAsBoolean();
    }
    assertThat(met).as(what).isTrue();
  }

  private static void pause() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Ends it as a dying process does: nothing more is scraped or said. */
  public void kill() {
    agent.kill();
  }

  @Override
  public void close() {
    agent.close();
  }
}
