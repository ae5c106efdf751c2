package dev.samovar.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients that ask and ask, none of which waits for another; {@link #close} waits for them all. */
final class Traffic implements AutoCloseable {

  private static final int PERIOD_MILLIS = 40;

  private final ExecutorService clients = Executors.newCachedThreadPool();
  private final Map<String, AtomicInteger> answers = new ConcurrentHashMap<>();
  private final Map<String, AtomicInteger> failures = new ConcurrentHashMap<>();
  private final Thread pace;
  private volatile boolean going = true;

  Traffic(Samovar samovar, String gateway, String body) {
    pace =
        new Thread(
            () -> {
              while (going) {
                clients.execute(() -> ask(samovar, gateway, body));
                try {
                  TimeUnit.MILLISECONDS.sleep(PERIOD_MILLIS);
                } catch (InterruptedException e) {
                  return;
                }
              }
            });
    pace.start();
  }

  private void ask(Samovar samovar, String gateway, String body) {
    try {
      var answer = samovar.ask(gateway, body);
      if (answer.statusCode() == 200) {
        count(answers, Samovar.model(answer));
      } else {
        count(failures, answer.statusCode() + " " + answer.body());
      }
    } catch (RuntimeException e) {
      count(failures, e.toString());
    }
  }

  private static void count(Map<String, AtomicInteger> counts, String what) {
    counts.computeIfAbsent(what, key -> new AtomicInteger()).incrementAndGet();
  }

  /** Answers with 200 so far. */
  int answered() {
    return answers.values().stream().mapToInt(AtomicInteger::get).sum();
  }

  /** Waits for so many answers more. */
  void awaitAnswers(int more) {
    int enough = answered() + more;
    Samovar.until(() -> answered() >= enough, more + " answers more than " + this);
  }

  /** Everything that was no 200, with how often it came. */
  Map<String, AtomicInteger> failures() {
    return failures;
  }

  @Override
  public String toString() {
    return answers + " and " + failures;
  }

  @Override
  public void close() {
    going = false;
    try {
      // First no more are sent, then the last one is waited for.
      pace.join();
      clients.shutdown();
      assertThat(clients.awaitTermination(Samovar.DEADLINE.toSeconds(), TimeUnit.SECONDS))
          .as("all have their answer")
          .isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
