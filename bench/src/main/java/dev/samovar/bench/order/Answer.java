package dev.samovar.bench.order;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * Takes an event stream as it comes: when its first byte came, its text, what it says of caches,
 * whether it came to its end. Texts are {@link Words}, so nothing in them is escaped.
 */
final class Answer implements BodySubscriber<Answer> {
  private static final String CONTENT = "\"content\":";

  /** Nanoseconds by the JVM's clock; 0 while nothing came. */
  private volatile long firstNanos;

  private final CompletableFuture<Answer> done = new CompletableFuture<>();
  private final StringBuilder line = new StringBuilder();
  private final StringBuilder text = new StringBuilder();
  private boolean whole;
  private int promptTokens;
  private int cachedTokens;
  private long lastNanos;

  @Override
  public CompletionStage<Answer> getBody() {
    return done;
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    subscription.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    long now = System.nanoTime();
    if (firstNanos == 0) {
      firstNanos = now;
    }
    lastNanos = now;
    for (ByteBuffer buffer : buffers) {
      String part = StandardCharsets.ISO_8859_1.decode(buffer).toString();
      int from = 0;
      for (int end = part.indexOf('\n'); end >= 0; end = part.indexOf('\n', from)) {
        line.append(part, from, end);
        read(line.toString());
        line.setLength(0);
        from = end + 1;
      }
      line.append(part, from, part.length());
    }
  }

  @Override
  public void onError(Throwable failure) {
    done.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    done.complete(this);
  }

  /** One line of the stream. */
  void read(String event) {
    if (event.equals("data: [DONE]")) {
      whole = true;
      return;
    }
    int at = event.indexOf(CONTENT);
    int open = at < 0 ? -1 : event.indexOf('"', at + CONTENT.length());
    int close = open < 0 ? -1 : event.indexOf('"', open + 1);
    if (close > 0) {
      text.append(event, open + 1, close);
    }
    promptTokens = number(event, "\"prompt_tokens\":", promptTokens);
    cachedTokens = number(event, "\"cached_tokens\":", cachedTokens);
  }

  private static int number(String event, String field, int otherwise) {
    int at = event.indexOf(field);
    if (at < 0) {
      return otherwise;
    }
    int begin = at + field.length();
    while (begin < event.length() && event.charAt(begin) == ' ') {
      begin++;
    }
    int end = begin;
    while (end < event.length() && Character.isDigit(event.charAt(end))) {
      end++;
    }
    return end == begin ? otherwise : Integer.parseInt(event.substring(begin, end));
  }

  /** Whether it ended as streams end. */
  boolean isWhole() {
    return whole && firstNanos != 0;
  }

  long firstNanos() {
    return firstNanos;
  }

  long lastNanos() {
    return lastNanos;
  }

  String text() {
    return text.toString();
  }

  int promptTokens() {
    return promptTokens;
  }

  int cachedTokens() {
    return cachedTokens;
  }
}
