package dev.samovar.agent.scrape;

import dev.samovar.agent.config.TlsConfig;
import dev.samovar.agent.tls.ClientTls;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * The JDK's HTTP client as a fetcher: HTTP/1.1, no redirects, the deadline covers the body, and an
 * answer over {@value #MAX_BYTES} bytes ends the exchange.
 */
public final class JdkFetcher implements HttpFetcher, AutoCloseable {
  static final long MAX_BYTES = 16 << 20;
  private final ExecutorService threads =
      Executors.newFixedThreadPool(
          2,
          task -> {
            Thread thread = new Thread(task, "scrape-http");
            thread.setDaemon(true);
            return thread;
          });
  private final Map<Optional<TlsConfig>, HttpClient> clients = new ConcurrentHashMap<>();
  private final Duration connectTimeout;

  public JdkFetcher(Duration connectTimeout) {
    this.connectTimeout = connectTimeout;
  }

  private HttpClient client(Optional<TlsConfig> tls) {
    return clients.computeIfAbsent(
        tls,
        config -> {
          HttpClient.Builder builder =
              HttpClient.newBuilder()
                  .version(HttpClient.Version.HTTP_1_1)
                  .followRedirects(HttpClient.Redirect.NEVER)
                  .connectTimeout(connectTimeout)
                  .executor(threads);
          config.map(ClientTls::context).ifPresent(builder::sslContext);
          return builder.build();
        });
  }

  @Override
  public CompletionStage<Long> fetch(Target target, Duration deadline, Consumer<ByteBuffer> sink) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(target.uri())
            .timeout(deadline)
            .header("Accept", "text/plain;version=0.0.4");
    target.access().headers().forEach((name, value) -> builder.header(name, value.reveal()));
    HttpRequest request = builder.build();
    CappedBody body = new CappedBody(MAX_BYTES, sink);
    CompletableFuture<HttpResponse<Long>> exchange =
        client(target.access().tls()).sendAsync(request, info -> accepted(info, body));
    // The client's own timeout ends with the headers; this one covers the body too.
    return exchange
        .copy()
        .orTimeout(deadline.toNanos(), TimeUnit.NANOSECONDS)
        .handle(
            (response, error) -> {
              if (error == null) {
                return response.body();
              }
              body.cancel();
              exchange.cancel(true);
              throw translate(error, deadline);
            });
  }

  private static HttpResponse.BodySubscriber<Long> accepted(
      HttpResponse.ResponseInfo info, CappedBody body) {
    if (info.statusCode() != 200) {
      body.refuse(new FetchException("status", "status " + info.statusCode() + " instead of 200"));
    }
    String type = info.headers().firstValue("content-type").orElse("").toLowerCase(Locale.ROOT);
    if (type.contains("html") || type.contains("json") || type.contains("protobuf")) {
      body.refuse(
          new FetchException(
              "content_type", "content type " + type.split(";")[0] + " instead of text/plain"));
    }
    return body;
  }

  private static FetchException translate(Throwable error, Duration deadline) {
    Throwable cause = error;
    while ((cause instanceof CompletionException || !(cause instanceof FetchException))
        && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof FetchException known) {
      return known;
    }
    if (cause instanceof TimeoutException || cause instanceof HttpTimeoutException) {
      return new FetchException("timeout", "no whole answer within " + deadline.toMillis() + " ms");
    }
    if (error instanceof ConnectException || error.getCause() instanceof ConnectException) {
      return new FetchException("unreachable", "cannot be connected to");
    }
    String message = cause.getMessage();
    return new FetchException(
        "unreachable",
        message == null || message.isBlank()
            ? "cannot be reached (" + cause.getClass().getSimpleName() + ")"
            : message);
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
