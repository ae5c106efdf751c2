package dev.samovar.envoy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Envoy's admin interface. Each call answers within ten seconds: Envoy's main thread, which serves
 * it, is silent while it compiles the filter.
 */
public final class EnvoyAdmin {

  private static final Duration DEADLINE = Duration.ofSeconds(10);

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(DEADLINE).build();
  private final HostPort address;

  public EnvoyAdmin(HostPort address) {
    this.address = address;
  }

  public HostPort address() {
    return address;
  }

  /** True once Envoy serves: its listeners, routes, clusters and filters are there. */
  public boolean ready() {
    try {
      return send("GET", "/ready").statusCode() == 200;
    } catch (EnvoyException e) {
      return false;
    }
  }

  /**
   * The answer to a GET.
   *
   * @throws SilentEnvoyException when there is none
   * @throws EnvoyException when it is one other than 200
   */
  public String get(String path) {
    return body("GET", path);
  }

  /** The answer to a POST, which is what changes something wants. */
  public String post(String path) {
    return body("POST", path);
  }

  /** Where the listener of this name listens; empty while it does not. */
  public Optional<HostPort> listener(String name) {
    return get("/listeners")
        .lines()
        .filter(line -> line.startsWith(name + "::"))
        .map(line -> HostPort.parse(line.substring(name.length() + 2).strip()))
        .findFirst();
  }

  /** The value of a counter or gauge by its full name; 0 when Envoy has none of that name. */
  public long stat(String name) {
    return get("/stats")
        .lines()
        .filter(line -> line.startsWith(name + ": "))
        .map(line -> line.substring(name.length() + 2))
        .filter(value -> value.matches("\\d+"))
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElse(0);
  }

  /** Names of the counters that tell of a refused listener, cluster, route or filter. */
  public List<String> refusals() {
    return get("/stats")
        .lines()
        .filter(
            line -> line.matches(".*\\.(update_rejected|update_failure|config_fail): [1-9]\\d*"))
        .map(line -> line.substring(0, line.lastIndexOf(':')))
        .toList();
  }

  private String body(String method, String path) {
    HttpResponse<String> response = send(method, path);
    if (response.statusCode() != 200) {
      throw new EnvoyException(
          address + path + ": Envoy's admin interface answers " + response.statusCode());
    }
    return response.body();
  }

  private HttpResponse<String> send(String method, String path) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + address + path))
            .timeout(DEADLINE)
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build();
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new SilentEnvoyException(address + ": Envoy's admin interface does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EnvoyException(address + ": interrupted while asking Envoy", e);
    }
  }
}
