package dev.samovar.bench.order;

import dev.samovar.cli.simulate.Percentiles;
import dev.samovar.cli.simulate.scenario.Scenario;
import dev.samovar.cli.simulate.workload.Dice;
import dev.samovar.cli.simulate.workload.Request;
import dev.samovar.cli.simulate.workload.Workload;
import dev.samovar.envoy.HostPort;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Sends a workload's requests to gateways, each at its time, whatever became of those before; only
 * the next turn of a conversation waits for its answer. Which gateway a request comes to is the
 * simulator's choice. Times count from when a request was due, not from when it was sent.
 *
 * <p>What belongs to the run is touched by the one thread of {@code timer} only.
 */
final class Driver {
  /** How long answers may take after the last request. */
  private static final Duration DRAIN = Duration.ofSeconds(90);

  private final Scenario scenario;
  private final List<HostPort> gateways;
  private final List<String> replicas;
  private final HttpClient client;
  private final ScheduledExecutorService timer;
  private final Workload workload;
  private final Set<CompletableFuture<?>> open = new HashSet<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private final List<Double> ttft = new ArrayList<>();
  private final List<Double> endToEnd = new ArrayList<>();
  private final List<Double> late = new ArrayList<>();
  private final long[] answers;
  private final long begin;
  private long due;
  private boolean noMore;
  private long requests;
  private long lost;
  private long promptTokens;
  private long cachedTokens;

  /** A run and how late its requests were sent. */
  record Driven(Run run, Percentiles lateSeconds) {}

  private Driver(
      Scenario scenario,
      List<HostPort> gateways,
      List<String> replicas,
      HttpClient client,
      ScheduledExecutorService timer) {
    this.scenario = scenario;
    this.gateways = gateways;
    this.replicas = replicas;
    this.client = client;
    this.timer = timer;
    workload = scenario.workload().begin(scenario.seed(), scenario.rate(), scenario.duration());
    answers = new long[replicas.size()];
    begin = System.nanoTime();
  }

  /**
   * Runs the scenario's requests; returns when all have ended, at the latest 90 s after the last.
   *
   * @param replicas names by which engines tell themselves, in the scenario's order
   * @param atTimes what happens at times of the run, on the driver's thread
   */
  static Driven drive(
      Scenario scenario, List<HostPort> gateways, List<String> replicas, List<Happening> atTimes) {
    ScheduledExecutorService timer =
        Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "order-driver"));
    var workers = Executors.newFixedThreadPool(2, task -> daemon(task, "order-client"));
    HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .executor(workers)
            .build();
    try {
      return new Driver(scenario, gateways, replicas, client, timer).run(atTimes);
    } finally {
      timer.shutdownNow();
      workers.shutdownNow();
    }
  }

  /** Something done at a time of the run, microseconds. */
  record Happening(long at, Runnable task) {}

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  private Driven run(List<Happening> atTimes) {
    for (Happening happening : atTimes) {
      at(happening.at(), happening.task());
    }
    timer.execute(this::nextArrival);
    try {
      long most = scenario.duration() + DRAIN.toMillis() * 1000;
      boolean ended = over.await(most, TimeUnit.MICROSECONDS);
      // What the timer's thread wrote is read there.
      return timer.submit(() -> result(ended)).get(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OrderException("interrupted while requests were under way", e);
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
      throw new OrderException("driver: has no result: " + e.getMessage(), e);
    }
  }

  private Driven result(boolean ended) {
    if (!ended) {
      lost += due;
      due = 0;
      List.copyOf(open).forEach(call -> call.cancel(true));
    }
    double[] shares = new double[answers.length];
    long all = Math.max(1, ttft.size());
    for (int i = 0; i < shares.length; i++) {
      shares[i] = (double) answers[i] / all;
    }
    Run run =
        new Run(
            requests,
            lost,
            percentiles(ttft),
            percentiles(endToEnd),
            promptTokens == 0 ? 0 : (double) cachedTokens / promptTokens,
            shares);
    return new Driven(run, percentiles(late));
  }

  private static Percentiles percentiles(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
    return Percentiles.of(sorted, sorted.length);
  }

  private void nextArrival() {
    Request next = workload.next();
    if (next == null) {
      noMore = true;
      endIfOver();
      return;
    }
    at(
        next.at(),
        () -> {
          send(next, Prompts.begin(next));
          nextArrival();
        });
  }

  private void at(long micros, Runnable task) {
    long nanos = begin + micros * 1000 - System.nanoTime();
    timer.schedule(task, Math.max(0, nanos), TimeUnit.NANOSECONDS);
  }

  private void send(Request request, String messages) {
    due++;
    long dueNanos = begin + request.at() * 1000;
    if (counts(request)) {
      requests++;
      late.add((System.nanoTime() - dueNanos) / 1e9);
    }
    HttpRequest call =
        HttpRequest.newBuilder(URI.create("http://" + gatewayOf(request) + "/v1/chat/completions"))
            .header("content-type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(Prompts.body(request, messages)))
            .build();
    CompletableFuture<HttpResponse<Answer>> answered = client.sendAsync(call, head -> new Answer());
    open.add(answered);
    answered.whenComplete(
        (response, failure) ->
            timer.execute(
                () -> {
                  open.remove(answered);
                  ended(request, messages, response, dueNanos);
                }));
  }

  private HostPort gatewayOf(Request request) {
    int workers = scenario.fleet().gateways() * scenario.fleet().workers();
    int worker = (int) ((Dice.seed(request.number(), 5) >>> 33) % workers);
    return gateways.get(worker / scenario.fleet().workers());
  }

  private void ended(
      Request request, String messages, HttpResponse<Answer> response, long dueNanos) {
    due--;
    boolean isLost = response == null || response.statusCode() != 200 || !response.body().isWhole();
    long now = System.nanoTime();
    if (counts(request) && isLost) {
      lost++;
    } else if (counts(request)) {
      count(response, dueNanos);
    }
    long ended = isLost ? now : response.body().lastNanos();
    Request next = workload.after(request, (ended - begin) / 1000, isLost);
    if (next != null) {
      String longer = Prompts.next(messages, response.body().text(), next);
      due++;
      at(
          next.at(),
          () -> {
            due--;
            send(next, longer);
          });
    }
    endIfOver();
  }

  private void count(HttpResponse<Answer> response, long dueNanos) {
    Answer answer = response.body();
    ttft.add((answer.firstNanos() - dueNanos) / 1e9);
    endToEnd.add((answer.lastNanos() - dueNanos) / 1e9);
    promptTokens += answer.promptTokens();
    cachedTokens += answer.cachedTokens();
    int replica = replicas.indexOf(response.headers().firstValue("x-llm-sim").orElse(""));
    if (replica >= 0) {
      answers[replica]++;
    }
  }

  private boolean counts(Request request) {
    return request.at() >= scenario.warmup();
  }

  private void endIfOver() {
    if (noMore && due == 0) {
      over.countDown();
    }
  }
}
