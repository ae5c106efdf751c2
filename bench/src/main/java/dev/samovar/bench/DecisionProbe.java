package dev.samovar.bench;

import dev.samovar.envoy.EnvoyProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lets the filter that decides on request decide so often that {@code /proc/PID/stat} can tell what
 * one decision costs, and keeps the least of three turns.
 */
final class DecisionProbe {

  private static final Pattern ANSWER = Pattern.compile("sum=-?\\d+ free=(\\d+)");
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  /** So often before anything is measured, for V8 to compile what is hot. */
  private static final int WARM = 20_000;

  private static final int TURNS = 3;

  private final EnvoyProcess envoy;
  private final long turnMicros;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /**
   * One decision.
   *
   * @param micros of CPU
   * @param bytes of the Java heap; 0 where the collector ran meanwhile and nothing can be said
   */
  record Cost(double micros, double bytes) {}

  DecisionProbe(EnvoyProcess envoy, long turnMicros) {
    this.envoy = envoy;
    this.turnMicros = turnMicros;
  }

  Cost measure(String policy, int endpoints, int blocks) {
    String order = policy + " " + endpoints + " " + blocks + " ";
    int warm = Math.max(1000, WARM / Math.max(1, endpoints / 32));
    decide(order + warm / 2);
    long begin = cpu();
    decide(order + warm);
    double guess = Math.max(0.05, (cpu() - begin) / (double) warm);
    int times = (int) Math.max(1000, turnMicros / guess);
    double least = Double.MAX_VALUE;
    for (int i = 0; i < TURNS; i++) {
      begin = cpu();
      decide(order + times);
      least = Math.min(least, (cpu() - begin) / (double) times);
    }
    return new Cost(least, bytes(order));
  }

  /** What a decision takes of the heap: 2000 more of them take so much more. */
  private double bytes(String order) {
    long free = decide(order + 1001);
    long afterFew = decide(order + 1002);
    long afterMany = decide(order + 3002);
    // What the request itself takes is in both differences.
    return Math.max(0, ((afterFew - afterMany) - (free - afterFew)) / 2000.0);
  }

  private long cpu() {
    return ProcessFigures.cpuMicros(envoy.pid());
  }

  private long decide(String order) {
    URI uri = URI.create("http://" + envoy.listen() + "/");
    HttpRequest request =
        HttpRequest.newBuilder(uri).timeout(DEADLINE).header("x-decide", order).build();
    try {
      String body = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
      Matcher answer = ANSWER.matcher(body);
      if (!answer.matches()) {
        throw new BenchException(order + ": the filter does not decide, but answers: " + body);
      }
      return Long.parseLong(answer.group(1));
    } catch (IOException e) {
      throw new BenchException(order + ": no answer: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException(order + ": interrupted", e);
    }
  }
}
