package dev.samovar.agent.scrape;

import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Consumer;

/** A body that hands its pieces on and ends the exchange past a number of bytes. */
final class CappedBody implements HttpResponse.BodySubscriber<Long> {
  private final long maxBytes;
  private final Consumer<ByteBuffer> sink;
  private final CompletableFuture<Long> done = new CompletableFuture<>();
  private volatile Flow.Subscription subscription;
  private volatile boolean ended;
  private long bytes;

  CappedBody(long maxBytes, Consumer<ByteBuffer> sink) {
    this.maxBytes = maxBytes;
    this.sink = sink;
  }

  /** Fails with {@code why} before anything is read. */
  void refuse(FetchException why) {
    done.completeExceptionally(why);
    ended = true;
  }

  /** Stops reading. */
  void cancel() {
    ended = true;
    Flow.Subscription current = subscription;
    if (current != null) {
      current.cancel();
    }
  }

  @Override
  public CompletionStage<Long> getBody() {
    return done;
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    if (ended) {
      given.cancel();
    } else {
      given.request(Long.MAX_VALUE);
    }
  }

  @Override
  public void onNext(List<ByteBuffer> pieces) {
    for (ByteBuffer piece : pieces) {
      if (ended) {
        return;
      }
      bytes += piece.remaining();
      if (bytes > maxBytes) {
        done.completeExceptionally(
            new FetchException("too_large", "more than " + maxBytes + " bytes"));
        cancel();
        return;
      }
      sink.accept(piece);
    }
  }

  @Override
  public void onError(Throwable error) {
    done.completeExceptionally(error);
  }

  @Override
  public void onComplete() {
    done.complete(bytes);
  }
}
