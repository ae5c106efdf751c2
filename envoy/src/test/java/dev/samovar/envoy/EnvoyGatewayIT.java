package dev.samovar.envoy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a real Envoy does with the rendered configuration; {@link TinyFilter} stands for ours.
 * Longer than most files because all of it looks at one template.
 */
class EnvoyGatewayIT {

  private static final Duration DEADLINE = Duration.ofSeconds(90);
  private static final String ERROR_SHAPE =
      "\\{\"error\":\\{(\"(message|type|code)\":\"[^\"]+\",?|\"param\":null,?){4}}}\n?";

  @TempDir Path directory;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private TinyUpstream a;
  private TinyUpstream b;
  private TinyUpstream c;

  @BeforeEach
  void startUpstreams() {
    a = TinyUpstream.start("a.b");
    b = TinyUpstream.start("b");
    c = TinyUpstream.start("c");
  }

  @AfterEach
  void stopUpstreams() {
    a.close();
    b.close();
    c.close();
  }

  @Test
  void eachPlacementGetsItsConfiguration() {
    try (EnvoyProcess envoy = start(gateway("{\"n\":1}"))) {
      HttpResponse<String> response = send(envoy, "b");
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.body()).isEqualTo("b");
      assertThat(plugin(response)).isEqualTo("{\"n\":1}|{\"n\":1,\"placement\":\"upstream\"}");
    }
  }

  @Test
  void aStartLogsNoWarning() {
    try (EnvoyProcess envoy = start(gateway("{}"))) {
      send(envoy, "b");
      assertThat(
              envoy.log().lines().filter(line -> line.matches("\\S+ (warning|error|critical) .*")))
          .isEmpty();
    }
  }

  @Test
  void aClientsDecisionHeadersAreRemoved() {
    Gateway trusting = gateway("{}");
    Gateway strict = trusting.withPlugin(Gateway.Plugin.of(trusting.plugin().wasm(), "{}"));
    try (EnvoyProcess envoy = start(strict)) {
      HttpResponse<String> response = send(envoy, "b");
      assertThat(response.statusCode()).isEqualTo(404);
      assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
      assertThat(response.body()).matches(ERROR_SHAPE);
    }
    try (EnvoyProcess envoy = start(trusting)) {
      HttpResponse<String> response =
          send(
              envoy,
              "b",
              "x-rewrite-target-model",
              "m",
              "x-gateway-destination-endpoint",
              "127.0.0.1:1",
              "target-pod",
              "p",
              "x-samovar-cluster",
              "s",
              "x-samovar-decision",
              "d");
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(
              response
                  .headers()
                  .firstValue("x-seen-headers")
                  .orElseThrow()
                  .toLowerCase(Locale.ROOT))
          .doesNotContain("rewrite", "destination", "target-pod", "x-samovar");
    }
  }

  @Test
  void theNextProviderTakesWhatTheChosenOneFails() {
    try (EnvoyProcess envoy = start(gateway("{}"))) {
      for (int status : new int[] {408, 429, 500, 502, 503, 504}) {
        a.status(status);
        HttpResponse<String> response = send(envoy, "a.b");
        assertThat(response.statusCode()).as("after %d", status).isEqualTo(200);
        assertThat(response.body()).isEqualTo("b");
      }
      b.status(503);
      assertThat(send(envoy, "a.b").body()).isEqualTo("c");
      assertThat(send(envoy, "b").body()).isEqualTo("c");
      c.status(429);
      assertThat(send(envoy, "b").statusCode()).as("the last attempt's answer").isEqualTo(429);
      a.close();
      b.status(200);
      HttpResponse<String> refused = send(envoy, "a.b");
      assertThat(refused.body()).as("a dead endpoint").isEqualTo("b");
      a = TinyUpstream.start("a.b");
    }
  }

  @Test
  void anErrorOfTheRequestIsNotTriedElsewhere() {
    try (EnvoyProcess envoy = start(gateway("{}"))) {
      a.status(400);
      assertThat(send(envoy, "a.b").statusCode()).isEqualTo(400);
      assertThat(b.requests() + c.requests()).isZero();
    }
  }

  @Test
  void aBurstMeetsNoLimitOfRetries() throws Exception {
    a.status(503);
    try (EnvoyProcess envoy = start(gateway("{}"))) {
      ExecutorService clients = Executors.newFixedThreadPool(64);
      List<Future<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        answers.add(clients.submit(() -> send(envoy, "a.b").statusCode()));
      }
      for (Future<Integer> answer : answers) {
        assertThat(answer.get(DEADLINE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(200);
      }
      clients.shutdownNow();
    }
  }

  @Test
  void envoysOwnErrorsHaveOpenAisShapeAndTheFiltersStayAsTheyAre() throws Exception {
    Gateway gateway = gateway("{}");
    try (EnvoyProcess envoy = start(gateway)) {
      a.close();
      b.close();
      c.close();
      HttpResponse<String> unreachable = send(envoy, "b");
      assertThat(unreachable.statusCode()).isEqualTo(503);
      assertThat(unreachable.headers().firstValue("content-type")).hasValue("application/json");
      assertThat(unreachable.body()).matches(ERROR_SHAPE).contains("\"no_provider\"");

      HttpResponse<String> refused = send(envoy, "b", "x-refuse", "1");
      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.headers().allValues("content-type")).containsExactly("application/json");
      assertThat(refused.body()).isEqualTo(TinyFilter.REFUSAL);

      String large =
          raw(envoy, "GET / HTTP/1.1\r\nhost: h\r\nx: " + "y".repeat(100_000) + "\r\n\r\n");
      assertThat(large).startsWith("HTTP/1.1 431").contains("application/json");
      assertThat(large.substring(large.indexOf("\r\n\r\n") + 4)).matches(ERROR_SHAPE);

      String malformed = raw(envoy, "NONSENSE\r\n\r\n");
      assertThat(malformed).startsWith("HTTP/1.1 400");
    }
  }

  @Test
  void aGzippedBodyReachesTheProviderPlain() throws Exception {
    StringBuilder words = new StringBuilder();
    for (int i = 0; i < 200_000; i++) {
      words.append(" word").append(i);
    }
    String body = "{\"model\":\"auto\",\"x\":\"" + words + "\"}";
    try (EnvoyProcess envoy = start(gateway("{}"))) {
      HttpResponse<String> response =
          sendGzipped(envoy, gzip(body.getBytes(StandardCharsets.UTF_8)));
      assertThat(response.statusCode()).as(accessLog()).isEqualTo(200);
      assertThat(b.lastBody()).isEqualTo(body);
    }
  }

  @Test
  void aBombIsCutOffAtAboutAHundredTimesItsSize() throws Exception {
    byte[] bomb = gzip(new byte[100 << 20]);
    try (EnvoyProcess envoy = start(gateway("{}"))) {
      assertThat(sendGzipped(envoy, bomb).statusCode()).as(accessLog()).isEqualTo(200);
      assertThat(b.lastBody().length()).isLessThan(110 * bomb.length);
    }
  }

  private static byte[] gzip(byte[] body) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(body);
    }
    return bytes.toByteArray();
  }

  private HttpResponse<String> sendGzipped(EnvoyProcess envoy, byte[] body) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://" + envoy.listen() + "/v1/x"))
            .timeout(DEADLINE)
            .header("x-selected-provider", "b")
            .header("content-encoding", "gzip")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void aRequestWithTrailersReachesAProviderThatRefusesThem() throws Exception {
    try (EnvoyProcess envoy = start(gateway("{}"))) {
      String answer =
          raw(
              envoy,
              "POST /v1/x HTTP/1.1\r\nhost: h\r\nx-selected-provider: b\r\nconnection: close\r\n"
                  + "trailer: x-end\r\ntransfer-encoding: chunked\r\n\r\n"
                  + "2\r\n{}\r\n0\r\nx-end: 1\r\n\r\n");
      assertThat(answer).startsWith("HTTP/1.1 200");
      assertThat(b.lastBody()).isEqualTo("{}");
    }
  }

  @Test
  void aClientOfHttp10IsServed() throws Exception {
    try (EnvoyProcess envoy = start(gateway("{}"))) {
      String answer =
          raw(
              envoy,
              "POST /v1/x HTTP/1.0\r\nx-selected-provider: b\r\ncontent-length: 2\r\n\r\n{}");
      assertThat(answer).startsWith("HTTP/1.0 200").contains("connection: close");
      assertThat(b.lastBody()).isEqualTo("{}");
    }
  }

  @Test
  void changedConfigurationReachesBothPlacementsAndLosesNoRequest() throws Exception {
    Gateway gateway = gateway("{\"n\":0}");
    try (EnvoyProcess envoy = start(gateway);
        Load load = new Load(envoy, "b")) {
      load.untilAnswered(50);
      for (int n = 1; n <= 5; n++) {
        String member = "{\"n\":" + n;
        assertThat(envoy.update(gateway.withConfiguration(member + "}")))
            .isEqualTo(EnvoyUpdate.Outcome.TAKEN);
        until(
            () ->
                plugin(send(envoy, "b"))
                    .equals(member + "}|" + member + ",\"placement\":\"upstream\"}"));
      }
      load.untilAnswered(50);
      assertThat(load.failures()).isEmpty();
    }
  }

  @Test
  void aRefusedConfigurationLeavesTheOldOneInForceAndIsLoggedOnceForEachPlacement()
      throws Exception {
    Gateway gateway = gateway("{\"n\":0}");
    Gateway fewer = gateway.withProviders(List.of(a.provider(), b.provider()));
    try (EnvoyProcess envoy = start(fewer);
        Load load = new Load(envoy, "b")) {
      load.untilAnswered(20);
      new EnvoyUpdate(envoy.admin(), directory).show(fewer, "!");
      assertThat(rejections(envoy)).as(envoy.log()).isEqualTo(2);
      assertThat(plugin(send(envoy, "b"))).startsWith("{\"n\":0}|");
      Gateway next = gateway.withConfiguration("{\"n\":2}");
      assertThat(envoy.update(next)).as(envoy.log()).isEqualTo(EnvoyUpdate.Outcome.TAKEN);
      assertThat(plugin(send(envoy, "c")))
          .isEqualTo("{\"n\":2}|{\"n\":2,\"placement\":\"upstream\"}");
      assertThat(rejections(envoy)).as(envoy.log()).isEqualTo(2);
      assertThat(envoy.update(next.withConfiguration("!"))).isEqualTo(EnvoyUpdate.Outcome.REFUSED);
      load.untilAnswered(20);
      assertThat(load.failures()).isEmpty();
    }
  }

  private static long rejections(EnvoyProcess envoy) {
    return envoy.log().lines().filter(line -> line.contains("rejected")).count();
  }

  @Test
  void newProvidersJoinUnderTrafficAndLoseNoRequest() throws Exception {
    List<Gateway.Provider> some = List.of(a.provider(), b.provider());
    List<Gateway.Provider> all = List.of(a.provider(), b.provider(), c.provider());
    Gateway gateway = gateway("{}").withProviders(some);
    a.status(503);
    try (EnvoyProcess envoy = start(gateway);
        Load load = new Load(envoy, "a.b")) {
      load.untilAnswered(50);
      assertThat(send(envoy, "c").statusCode()).isEqualTo(404);
      for (int i = 0; i < 3; i++) {
        assertThat(envoy.update(gateway.withProviders(all))).isEqualTo(EnvoyUpdate.Outcome.TAKEN);
        assertThat(send(envoy, "c").body()).isEqualTo("c");
        load.untilAnswered(50);
        envoy.update(gateway.withProviders(some));
        until(() -> send(envoy, "c").statusCode() == 404);
      }
      load.untilAnswered(50);
      assertThat(load.failures()).isEmpty();
    }
  }

  @Test
  void anotherTargetHeaderTakesOverUnderTrafficAndLosesNoRequest() throws Exception {
    Gateway.TargetHeader old = new Gateway.TargetHeader("x-selected-provider", true);
    Gateway.TargetHeader other = new Gateway.TargetHeader("x-other", false);
    Gateway gateway = gateway("{}");
    try (EnvoyProcess envoy = start(gateway);
        Load load = new Load(envoy, "b")) {
      load.untilAnswered(50);
      assertThat(send(envoy, "nobody", "x-other", "c").statusCode()).isEqualTo(404);
      String wasm = gateway.plugin().wasm();
      envoy.update(
          gateway.withPlugin(
              new Gateway.Plugin(
                  wasm, "{}", List.of(old, new Gateway.TargetHeader("x-other", true)))));
      until(() -> send(envoy, "nobody", "x-other", "c").body().equals("c"));
      load.untilAnswered(50);
      envoy.update(gateway.withPlugin(new Gateway.Plugin(wasm, "{}", List.of(old, other))));
      until(() -> send(envoy, "nobody", "x-other", "c").statusCode() == 404);
      load.untilAnswered(50);
      assertThat(load.failures()).isEmpty();
    }
  }

  @Test
  void anEnvoyThatCannotServeSaysWhy() {
    Gateway gateway = gateway("{}");
    assertThatThrownBy(() -> start(at(gateway, a.address(), gateway.admin())))
        .isInstanceOf(EnvoyException.class)
        .hasMessageContaining("refused")
        .hasMessageContaining("Address already in use");
    assertThatThrownBy(() -> start(at(gateway, gateway.listen(), a.address())))
        .hasMessageContaining("ended at once")
        .hasMessageContaining("Address already in use");
    assertThatThrownBy(() -> start(gateway("!")))
        .hasMessageContaining("refused")
        .hasMessageContaining("configuration");
    assertThatThrownBy(() -> start(gateway.withPlugin(Gateway.Plugin.of("/no.wasm", "{}"))))
        .hasMessageContaining("refused")
        .hasMessageContaining("/no.wasm");
  }

  private static Gateway at(Gateway gateway, HostPort listen, HostPort admin) {
    return new Gateway(
        listen, admin, gateway.agent(), gateway.plugin(), gateway.providers(), Optional.empty());
  }

  private Gateway gateway(String configuration) {
    return new Gateway(
        HostPort.local(0),
        HostPort.local(0),
        Gateway.Agent.at(HostPort.local(1)),
        new Gateway.Plugin(
            TinyFilter.write(directory).toString(),
            configuration,
            List.of(new Gateway.TargetHeader("x-selected-provider", true))),
        List.of(a.provider(), b.provider(), c.provider()),
        Optional.of(directory.resolve("access.log").toString()));
  }

  private String accessLog() {
    try {
      return Files.readString(directory.resolve("access.log"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private EnvoyProcess start(Gateway gateway) {
    return EnvoyProcess.start(EnvoyBinary.find(), gateway, directory, 2, DEADLINE);
  }

  private HttpResponse<String> send(EnvoyProcess envoy, String provider, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://" + envoy.listen() + "/v1/chat/completions"))
            .timeout(DEADLINE)
            .header("x-selected-provider", provider)
            .POST(HttpRequest.BodyPublishers.ofString("{}"));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** What each placement added, in order. */
  private static String plugin(HttpResponse<String> response) {
    return String.join("|", response.headers().allValues("x-seen-plugin"));
  }

  /** All that comes until the connection ends, be it by a reset: not all that is sent is read. */
  private static String raw(EnvoyProcess envoy, String request) throws IOException {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    try (Socket socket = new Socket(envoy.listen().host(), envoy.listen().port())) {
      socket.setSoTimeout((int) DEADLINE.toMillis());
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      InputStream in = socket.getInputStream();
      for (int next = in.read(); next >= 0; next = in.read()) {
        answer.write(next);
      }
    } catch (SocketException e) {
      return answer.toString(StandardCharsets.UTF_8);
    }
    return answer.toString(StandardCharsets.UTF_8);
  }

  private interface Condition {
    boolean holds();
  }

  private static void until(Condition condition) {
    long end = System.nanoTime() + DEADLINE.toNanos();
    while (!condition.holds()) {
      assertThat(System.nanoTime()).as("the deadline").isLessThan(end);
      try {
        TimeUnit.MILLISECONDS.sleep(20);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Four clients that send one request after the other, and keep what was not answered by 200. */
  private final class Load implements AutoCloseable {

    private final AtomicBoolean going = new AtomicBoolean(true);
    private final java.util.concurrent.atomic.AtomicLong answered =
        new java.util.concurrent.atomic.AtomicLong();
    private final ConcurrentHashMap<String, Integer> failures = new ConcurrentHashMap<>();
    private final ExecutorService clients = Executors.newFixedThreadPool(4);

    Load(EnvoyProcess envoy, String provider) {
      for (int i = 0; i < 4; i++) {
        clients.submit(
            () -> {
              while (going.get()) {
                try {
                  HttpResponse<String> response = send(envoy, provider);
                  if (response.statusCode() != 200) {
                    failures.merge(response.statusCode() + response.body(), 1, Integer::sum);
                  }
                } catch (IllegalStateException e) {
                  failures.merge(String.valueOf(e.getCause()), 1, Integer::sum);
                }
                answered.incrementAndGet();
              }
            });
      }
    }

    void untilAnswered(int more) {
      long goal = answered.get() + more;
      until(() -> answered.get() >= goal);
    }

    ConcurrentHashMap<String, Integer> failures() {
      return failures;
    }

    @Override
    public void close() throws InterruptedException {
      going.set(false);
      clients.shutdown();
      clients.awaitTermination(DEADLINE.toSeconds(), TimeUnit.SECONDS);
    }
  }
}
