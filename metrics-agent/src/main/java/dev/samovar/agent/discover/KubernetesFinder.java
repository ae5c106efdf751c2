package dev.samovar.agent.discover;

import dev.samovar.agent.config.Discovery;
import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lists EndpointSlices and watches them from there on. A question is answered by the next change;
 * where there is no watch, since none began or the server ended it (410 Gone included), by a new
 * list. After five minutes it lists again in any case, so that a connection that died in silence
 * hides no change for longer.
 */
final class KubernetesFinder implements Finder {
  private static final Logger LOG = LoggerFactory.getLogger(KubernetesFinder.class);
  private static final Duration AT_ONCE = Duration.ofMillis(20);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final long LONGEST_WATCH_SECONDS = 300;

  private final Discovery.Kubernetes from;
  private final KubernetesClient client;
  private final String namespace;
  private final Executor blocking;
  private final Map<String, EndpointSlice> slices = new TreeMap<>();
  private Subscription current;
  private boolean unwatched;
  private boolean news;
  private long listedNanos;
  private CompletableFuture<Void> waiting = CompletableFuture.completedFuture(null);

  /**
   * @param blocking runs calls that wait for the API server, with the client's deadlines
   */
  KubernetesFinder(Discovery.Kubernetes from, KubernetesClient client, Executor blocking) {
    this.from = from;
    this.client = client;
    this.blocking = blocking;
    String own = client.getNamespace() == null ? "default" : client.getNamespace();
    this.namespace = from.namespace().orElse(own);
  }

  /** One watch; what a former one still says is passed over. */
  private final class Subscription implements Watcher<EndpointSlice> {
    private Watch watch;

    @Override
    public void eventReceived(Action action, EndpointSlice slice) {
      changed(this, action, slice);
    }

    @Override
    public void onClose(WatcherException cause) {
      ended(this);
    }

    @Override
    public void onClose() {
      ended(this);
    }
  }

  @Override
  public synchronized CompletionStage<Finding> find() {
    if (current == null) {
      return CompletableFuture.supplyAsync(this::list, blocking);
    }
    waiting = news ? CompletableFuture.completedFuture(null) : new CompletableFuture<>();
    return waiting
        .orTimeout(LONGEST_WATCH_SECONDS, TimeUnit.SECONDS)
        .handle((done, timeout) -> told(timeout != null));
  }

  private synchronized Finding told(boolean again) {
    if (again && current != null) {
      Subscription old = current;
      current = null;
      CompletableFuture.runAsync(old.watch::close, blocking);
    }
    news = false;
    boolean hasty = System.nanoTime() - listedNanos < PAUSE.toNanos();
    return new Finding(
        KubernetesSlices.found(from, slices.values()), current == null && hasty ? PAUSE : AT_ONCE);
  }

  private Finding list() {
    try {
      var resource =
          client
              .resources(EndpointSlice.class, EndpointSliceList.class)
              .inNamespace(namespace)
              .withLabels(from.selector());
      EndpointSliceList list = resource.list();
      Subscription next = new Subscription();
      synchronized (this) {
        slices.clear();
        list.getItems().forEach(slice -> slices.put(slice.getMetadata().getName(), slice));
        listedNanos = System.nanoTime();
        current = next;
      }
      watch(next, () -> resource.watch(since(list.getMetadata().getResourceVersion()), next));
      return told(false);
    } catch (KubernetesClientException e) {
      throw new IllegalStateException(from.path() + ": " + reason(e));
    }
  }

  /** Where watching is refused, the lists do, one a second. */
  private void watch(Subscription next, Supplier<Watch> begin) {
    try {
      next.watch = begin.get();
      unwatched = false;
    } catch (KubernetesClientException e) {
      synchronized (this) {
        current = null;
      }
      if (!unwatched) {
        unwatched = true;
        LOG.atWarn()
            .addKeyValue("reason", from.path() + ": " + reason(e))
            .log("endpoints are listed each second, they cannot be watched");
      }
    }
  }

  private static ListOptions since(String version) {
    return new ListOptionsBuilder()
        .withResourceVersion(version)
        .withTimeoutSeconds(LONGEST_WATCH_SECONDS)
        .build();
  }

  private String reason(KubernetesClientException e) {
    return switch (e.getCode()) {
      case HttpURLConnection.HTTP_UNAUTHORIZED ->
          "the API server takes no such token (401); it may have run out";
      case HttpURLConnection.HTTP_FORBIDDEN ->
          "the agent must be allowed to list and watch endpointslices of discovery.k8s.io in"
              + " namespace "
              + namespace
              + " (403)";
      case HttpURLConnection.HTTP_NOT_FOUND ->
          "the API server must have endpointslices of discovery.k8s.io/v1 (404)";
      default ->
          e.getCode() > 0
              ? "the API server answers " + e.getCode()
              : "the API server gives no answer that can be read";
    };
  }

  private synchronized void changed(Subscription by, Watcher.Action action, EndpointSlice slice) {
    if (by != current) {
      return;
    }
    switch (action) {
      case ADDED, MODIFIED -> slices.put(slice.getMetadata().getName(), slice);
      case DELETED -> slices.remove(slice.getMetadata().getName());
      default -> {
        return;
      }
    }
    tell();
  }

  private synchronized void ended(Subscription by) {
    if (by == current) {
      current = null;
      tell();
    }
  }

  private void tell() {
    news = true;
    // Not on this thread, which holds the lock: who is told asks anew.
    waiting.completeAsync(() -> null);
  }
}
