package dev.samovar.agent.discover;

import dev.samovar.agent.config.Discovery;
import dev.samovar.agent.config.KubernetesApi;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * One client for each API server. Without one in the configuration it is the cluster's around the
 * agent, by its service account, or where there is none what {@code kubectl} would ask.
 */
final class KubernetesClients implements AutoCloseable {
  private static final int CONNECT_MILLIS = 5_000;
  private static final int REQUEST_MILLIS = 10_000;

  private final Map<Optional<KubernetesApi>, KubernetesClient> clients = new HashMap<>();
  private final ExecutorService blocking =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "kubernetes");
            thread.setDaemon(true);
            return thread;
          });

  Finder finder(Discovery.Kubernetes from) {
    return new KubernetesFinder(
        from, clients.computeIfAbsent(from.api(), KubernetesClients::client), blocking);
  }

  private static KubernetesClient client(Optional<KubernetesApi> api) {
    Config config = api.map(KubernetesClients::config).orElseGet(() -> Config.autoConfigure(null));
    config.setConnectionTimeout(CONNECT_MILLIS);
    config.setRequestTimeout(REQUEST_MILLIS);
    // Who asks again, and when, is the discoverer's to say.
    config.setRequestRetryBackoffLimit(0);
    config.setWatchReconnectLimit(0);
    return new KubernetesClientBuilder()
        .withConfig(config)
        .withHttpClientFactory(new JdkHttpClientFactory())
        .build();
  }

  private static Config config(KubernetesApi api) {
    ConfigBuilder config = new ConfigBuilder(Config.empty()).withMasterUrl(api.server().toString());
    api.ca().ifPresent(ca -> config.withCaCertFile(ca.toString()));
    api.token().ifPresent(file -> config.withOauthTokenProvider(() -> token(file)));
    return config.build();
  }

  /** Read at every request, since tokens are renewed in place; none when it cannot be read. */
  private static String token(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      return null;
    }
  }

  @Override
  public void close() {
    clients.values().forEach(KubernetesClient::close);
    blocking.shutdownNow();
  }
}
