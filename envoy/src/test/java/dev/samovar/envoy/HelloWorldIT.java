package dev.samovar.envoy;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The SDK's example on a real Envoy: the configuration and the answer are those of its README. */
class HelloWorldIT {
  private static final Duration DEADLINE = Duration.ofSeconds(90);
  private static final Path SDK = EnvoyBinary.projectRoot().resolve("filter").resolve("sdk");

  @TempDir Path directory;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @Test
  void theReadmesExampleAnswersAsTheReadmeSays() throws Exception {
    Path module = SDK.resolve("target").resolve("hello-world.wasm");
    assertThat(module).as("built by the sdk's phase package").isRegularFile();
    String readme = Files.readString(SDK.resolve("README.md"));
    String configuration =
        block(readme, "yaml")
            .replace("port_value: 10000", "port_value: 0")
            .replace("port_value: 9901", "port_value: 0")
            .replace("target/hello-world.wasm", module.toString());
    Files.writeString(directory.resolve(EnvoyConfiguration.BOOTSTRAP), configuration);
    List<String> shown = block(readme, "console").lines().toList();
    try (EnvoyProcess envoy = EnvoyProcess.start(EnvoyBinary.find(), directory, 1, DEADLINE)) {
      HttpResponse<String> first = get(envoy);
      assertThat(shown).contains("HTTP/1.1 " + first.statusCode() + " OK");
      first
          .headers()
          .map()
          .forEach(
              (name, values) -> {
                if (!name.equals("date")) {
                  assertThat(shown).contains(name + ": " + values.get(0));
                }
              });
      assertThat(first.headers().map()).containsKey("x-hello");
      assertThat(first.body()).isEqualTo(shown.get(shown.size() - 1) + "\n");
      for (int n = 2; n < 200; n++) {
        assertThat(get(envoy).headers().allValues("x-hello")).containsExactly("world " + n);
      }
      assertThat(envoy.log()).doesNotContain("[critical]", " critical ", "proxy_on_");
    }
  }

  private static String block(String readme, String language) {
    String[] parts = readme.split("```" + language + "\n");
    assertThat(parts).as(language).hasSize(2);
    return parts[1].substring(0, parts[1].indexOf("```"));
  }

  private HttpResponse<String> get(EnvoyProcess envoy) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://" + envoy.listen() + "/"))
            .timeout(DEADLINE)
            .build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }
}
