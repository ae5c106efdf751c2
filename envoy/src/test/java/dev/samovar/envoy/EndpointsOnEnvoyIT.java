package dev.samovar.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Which endpoint a real Envoy tries, and when, by the rendered configuration. {@link TinyFilter}
 * stands for ours: it turns {@code x-ranked} and {@code x-wish} into a decision.
 */
class EndpointsOnEnvoyIT {

  private static final Duration DEADLINE = Duration.ofSeconds(90);
  private static final String UPSTREAM = "|{\"placement\":\"upstream\"}";

  @TempDir Path directory;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<TinyUpstream> upstreams = new ArrayList<>();

  @AfterEach
  void stopUpstreams() {
    upstreams.forEach(TinyUpstream::close);
  }

  @Test
  void theRankedEndpointsAreTriedInOrderAndThenTheOtherProviders() {
    TinyUpstream one = upstream("one");
    TinyUpstream two = upstream("two");
    TinyUpstream three = upstream("three");
    TinyUpstream other = upstream("other");
    Gateway gateway =
        gateway(
            new Gateway.Provider("fleet", listed(one, two, three)),
            new Gateway.Provider("other", other.address()));
    try (EnvoyProcess envoy = start(gateway)) {
      for (TinyUpstream chosen : List.of(three, one, two, three)) {
        assertThat(ranked(envoy, "fleet", chosen).body()).isEqualTo(name(chosen));
      }
      three.status(503);
      assertThat(ranked(envoy, "fleet", three, one, two).body()).isEqualTo("one");
      one.status(429);
      assertThat(ranked(envoy, "fleet", three, one, two).body()).isEqualTo("two");
      assertThat(plugin(ranked(envoy, "fleet", three, one, two)))
          .as("the upstream placement runs once an attempt")
          .isEqualTo("{}" + UPSTREAM + UPSTREAM + UPSTREAM);
      two.status(500);
      int before = three.requests() + one.requests() + two.requests();
      assertThat(ranked(envoy, "fleet", three, one, two).body()).isEqualTo("other");
      assertThat(three.requests() + one.requests() + two.requests() - before).isEqualTo(3);
      other.status(503);
      assertThat(ranked(envoy, "fleet", one).statusCode())
          .as("the last attempt's answer")
          .isEqualTo(503);
    }
  }

  @Test
  void aDeadEndpointIsPassedOverAndAListThatNamesNobodyHereChoosesNobody() {
    TinyUpstream one = upstream("one");
    TinyUpstream two = upstream("two");
    try (EnvoyProcess envoy = start(gateway(new Gateway.Provider("fleet", listed(one, two))))) {
      one.close();
      assertThat(ranked(envoy, "fleet", one, two).body()).isEqualTo("two");
      for (String list : List.of("nonsense", "192.0.2.1:80", ",,,", "x".repeat(20_000))) {
        // Often, as the first choice is at random then.
        for (int i = 0; i < 50; i++) {
          assertThat(send(envoy, "x-selected-provider", "fleet", "x-ranked", list).body())
              .isEqualTo("two");
        }
      }
    }
  }

  @Test
  void aClientCannotChooseTheEndpoint() {
    TinyUpstream one = upstream("one");
    TinyUpstream two = upstream("two");
    try (EnvoyProcess envoy = start(gateway(new Gateway.Provider("fleet", listed(one, two))))) {
      for (String header : GatewayOptions.DEFAULT.rankedHeaders()) {
        for (int i = 0; i < 30; i++) {
          send(envoy, "x-selected-provider", "fleet", header, one.address().toString());
        }
      }
      assertThat(two.requests()).isPositive();
    }
  }

  @Test
  void whatTheAgentFindsIsTakenAsItChanges() throws IOException {
    TinyUpstream one = upstream("one");
    TinyUpstream two = upstream("two");
    TinyUpstream other = upstream("other");
    Path file = directory.resolve("endpoints.json");
    found(file);
    Gateway gateway =
        gateway(
            new Gateway.Provider("fleet", new Endpoints.Discovered(file.toString(), "engines")),
            new Gateway.Provider("other", other.address()));
    try (EnvoyProcess envoy = start(gateway)) {
      assertThat(ranked(envoy, "other").body()).as("others do not wait").isEqualTo("other");
      assertThat(ranked(envoy, "fleet").statusCode()).isIn(200, 503);
      found(file, one);
      until(() -> ranked(envoy, "fleet", one).body().equals("one"));
      found(file, one, two);
      until(() -> ranked(envoy, "fleet", two).body().equals("two"));
      two.status(503);
      assertThat(ranked(envoy, "fleet", two, one).body()).isEqualTo("one");
      one.status(503);
      assertThat(ranked(envoy, "fleet", two, one).body()).isEqualTo("other");
      assertThat(accessLog()).contains("decision=-");
    }
  }

  @Test
  void providersBehindNamesAndTlsFailOverEachUnderItsOwnHost() {
    Certificate certificate = Certificate.in(directory, "localhost");
    TinyUpstream one = add(TinyUpstream.start("one", certificate));
    TinyUpstream two = add(TinyUpstream.start("two", certificate));
    TinyUpstream plain = upstream("plain");
    Gateway gateway =
        gateway(
            cloud("one", one, certificate, "one.example"),
            cloud("two", two, certificate, "two.example"),
            new Gateway.Provider("plain", plain.address()));
    try (EnvoyProcess envoy = start(gateway)) {
      HttpResponse<String> first = ranked(envoy, "one");
      assertThat(first.body()).as(accessLog()).isEqualTo("one");
      assertThat(host(first)).isEqualTo("one.example");
      one.status(503);
      HttpResponse<String> second = ranked(envoy, "one");
      assertThat(second.body()).isEqualTo("two");
      assertThat(host(second)).isEqualTo("two.example");
      assertThat(plugin(second)).isEqualTo("{}" + UPSTREAM + UPSTREAM);
      two.status(500);
      HttpResponse<String> third = ranked(envoy, "one");
      assertThat(third.body()).isEqualTo("plain");
      assertThat(host(third)).isEqualTo(plain.address().toString());
    }
  }

  @Test
  void aCertificateOfAnotherNameOrAuthorityIsNotTrusted() {
    Certificate right = Certificate.in(directory, "localhost");
    Certificate other = Certificate.in(directory, "other.example");
    TinyUpstream one = add(TinyUpstream.start("one", right));
    HostPort address = new HostPort("localhost", one.address().port());
    Gateway gateway =
        gateway(
            new Gateway.Provider("name", address)
                .withTls(new Tls("other.example", right.authority().toString())),
            new Gateway.Provider("authority", address)
                .withTls(new Tls("localhost", other.authority().toString())));
    Gateway single = gateway.withOptions(GatewayOptions.DEFAULT.withAttempts(1));
    try (EnvoyProcess envoy = start(single)) {
      assertThat(ranked(envoy, "name").statusCode()).isEqualTo(503);
      assertThat(ranked(envoy, "authority").statusCode()).isEqualTo(503);
      assertThat(one.requests()).isZero();
    }
  }

  @Test
  void aClusterNamedByTheFilterIsReadAfterTheCacheIsCleared() {
    TinyUpstream one = upstream("one");
    TinyUpstream two = upstream("two");
    Gateway gateway =
        gateway(
                new Gateway.Provider("chat", one.address()).withCluster("outbound|80||one.local"),
                new Gateway.Provider("chat2", two.address()).withCluster("outbound|80||two.local"))
            .withOptions(GatewayOptions.DEFAULT.withClusterHeader("x-samovar-cluster"));
    try (EnvoyProcess envoy = start(gateway)) {
      assertThat(send(envoy, "x-wish", "outbound|80||two.local").body()).isEqualTo("two");
      assertThat(send(envoy, "x-wish", "outbound|80||one.local").body()).isEqualTo("one");
      assertThat(send(envoy, "x-samovar-cluster", "outbound|80||one.local").statusCode())
          .as("a client's own")
          .isEqualTo(404);
      assertThat(send(envoy, "x-wish", "outbound|80||nobody.local").statusCode()).isEqualTo(503);
      one.status(503);
      assertThat(send(envoy, "x-wish", "outbound|80||one.local").body()).isEqualTo("two");
    }
  }

  @Test
  void noMoreRequestsThanTheBudgetArePastTheirFirstAttempt() throws Exception {
    TinyUpstream one = upstream("one");
    TinyUpstream two = upstream("two");
    one.status(503);
    Gateway gateway = gateway(new Gateway.Provider("fleet", listed(one, two)));
    try (EnvoyProcess envoy = start(gateway.withOptions(GatewayOptions.DEFAULT.withRetried(2)))) {
      ExecutorService clients = Executors.newFixedThreadPool(64);
      List<Future<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        answers.add(clients.submit(() -> ranked(envoy, "fleet", one, two).statusCode()));
      }
      long failed = 0;
      for (Future<Integer> answer : answers) {
        failed += answer.get(DEADLINE.toSeconds(), TimeUnit.SECONDS) == 503 ? 1 : 0;
      }
      clients.shutdownNow();
      assertThat(envoy.admin().get("/stats?filter=cluster.fleet.upstream_rq_retry_overflow"))
          .isEqualTo("cluster.fleet.upstream_rq_retry_overflow: " + failed + "\n");
      assertThat(failed).isPositive();
      assertThat(ranked(envoy, "fleet", one, two).body()).as("afterwards").isEqualTo("two");
    }
  }

  private static Gateway.Provider cloud(
      String name, TinyUpstream upstream, Certificate certificate, String host) {
    return new Gateway.Provider(
        name,
        name,
        Endpoints.at(new HostPort("localhost", upstream.address().port())),
        Optional.of(host),
        Optional.of(new Tls("localhost", certificate.authority().toString())));
  }

  private TinyUpstream upstream(String name) {
    return add(TinyUpstream.start(name));
  }

  private TinyUpstream add(TinyUpstream upstream) {
    upstreams.add(upstream);
    return upstream;
  }

  private static String name(TinyUpstream upstream) {
    return upstream.provider().name();
  }

  private static Endpoints listed(TinyUpstream... upstreams) {
    return new Endpoints.Listed(Stream.of(upstreams).map(TinyUpstream::address).toList());
  }

  private Gateway gateway(Gateway.Provider... providers) {
    return new Gateway(
        HostPort.local(0),
        HostPort.local(0),
        Gateway.Agent.at(HostPort.local(1)),
        new Gateway.Plugin(
            TinyFilter.write(directory).toString(),
            "{}",
            List.of(new Gateway.TargetHeader("x-selected-provider", true))),
        List.of(providers),
        Optional.of(directory.resolve("access.log").toString()));
  }

  private EnvoyProcess start(Gateway gateway) {
    return EnvoyProcess.start(EnvoyBinary.find(), gateway, directory, 1, DEADLINE);
  }

  /** As the agent writes it. */
  private static void found(Path file, TinyUpstream... endpoints) throws IOException {
    String lines =
        Stream.of(endpoints)
            .map(
                endpoint ->
                    "{\"endpoint\":{\"address\":{\"socket_address\":{\"address\":\"127.0.0.1\","
                        + "\"port_value\":"
                        + endpoint.address().port()
                        + "}}},\"metadata\":{\"filter_metadata\":{\"samovar\":{\"provider\":\"fleet\"}}}}")
            .collect(Collectors.joining(","));
    String assignment =
        "{\"@type\":\"type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment\","
            + "\"cluster_name\":\"engines\",\"endpoints\":[{\"lb_endpoints\":["
            + lines
            + "]}]}";
    String text =
        "{\"version_info\":\""
            + lines.hashCode()
            + "\",\"resources\":["
            + (lines.isEmpty() ? "" : assignment)
            + "]}";
    Path next = file.resolveSibling("endpoints.next");
    Files.writeString(next, text);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private HttpResponse<String> ranked(
      EnvoyProcess envoy, String provider, TinyUpstream... endpoints) {
    String list =
        Stream.of(endpoints)
            .map(endpoint -> endpoint.address().toString())
            .collect(Collectors.joining(","));
    return list.isEmpty()
        ? send(envoy, "x-selected-provider", provider)
        : send(envoy, "x-selected-provider", provider, "x-ranked", list);
  }

  private HttpResponse<String> send(EnvoyProcess envoy, String... headers) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + envoy.listen() + "/v1/chat/completions"))
            .timeout(DEADLINE)
            .headers(headers)
            .POST(HttpRequest.BodyPublishers.ofString("{}"))
            .build();
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private String accessLog() {
    try {
      return Files.readString(directory.resolve("access.log"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private static String plugin(HttpResponse<String> response) {
    return String.join("|", response.headers().allValues("x-seen-plugin"));
  }

  private static String host(HttpResponse<String> response) {
    return response.headers().firstValue("x-seen-host").orElse("");
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
}
