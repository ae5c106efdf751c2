package dev.samovar.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.samovar.bench.RunningVariant.Setup;
import dev.samovar.bench.RunningVariant.Surroundings;
import dev.samovar.core.config.Settings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Sees that a variant does what it is measured for, before it is: by what reaches the server behind
 * it, by the answer, and of our filter by a twin of it that tells its decisions. One that does not
 * is refused.
 */
final class VariantCheck {

  private static final String PROVIDER = "x-selected-provider";
  private static final String ENDPOINT = "x-gateway-destination-endpoint";
  private static final int RANKED = 3;

  /** An explanation lists no more candidates. */
  private static final int EXPLAINED = 32;

  private static final int EVENTS = 100;
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  /** How long it may take: the snapshot comes with the first exchanges. */
  static final long PATIENCE_MILLIS = 30_000;

  private final Variant variant;
  private final Surroundings around;
  private final long patienceMillis;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  VariantCheck(Variant variant, Surroundings around) {
    this(variant, around, PATIENCE_MILLIS);
  }

  /**
   * @param patienceMillis how long what is asked may take to come true
   */
  VariantCheck(Variant variant, Surroundings around, long patienceMillis) {
    this.variant = variant;
    this.around = around;
    this.patienceMillis = patienceMillis;
  }

  /** A check that may come true when the snapshot has come. */
  private interface Attempt {
    void run();
  }

  /**
   * Checks the one that is to be measured.
   *
   * @throws BenchException when it does not do what it should, and what that is
   */
  void check(RunningVariant running, boolean streams) {
    Workload workload = Workload.named(List.of(streams ? "stream" : "1k")).get(0);
    patiently(() -> chat(running, workload));
    if (!streams && variant.serves(other())) {
      HttpResponse<String> answer = send(running.port(), other(), 0);
      expect(answer.statusCode() == 200, "a GET was answered " + answer.statusCode());
      expect(
          variant.peer().equals("calls") || !last(false).headers().containsKey(PROVIDER),
          "a GET has the header " + PROVIDER);
    }
    if (!streams && variant.isOurs() && variant.routes()) {
      long before = running.decisions("");
      patiently(() -> chat(running, workload));
      patiently(
          () -> expect(running.decisions("") > before, "no counter tells that it has decided"));
      explained();
    }
  }

  /** Checks that no event of a streaming answer is held back; how many were sent. */
  EventByEvent.Passed checkEvents() {
    try (EventByEvent server = EventByEvent.start(EventByEvent.DEADLINE_MILLIS);
        RunningVariant twin =
            RunningVariant.start(variant, around, new Setup("-events", server.port(), false))) {
      return server.pass(twin.port(), EVENTS, variant.restores());
    }
  }

  private void chat(RunningVariant running, Workload workload) {
    HttpResponse<String> answer = send(running.port(), workload, 0);
    expect(answer.statusCode() == 200, "a chat request was answered " + answer.statusCode());
    if (variant.peer().equals("calls")) {
      return;
    }
    Recorder.Request got = last(workload.streams());
    String provider = got.headers().getOrDefault(PROVIDER, "");
    String sent = workload.body(0);
    if (!variant.routes()) {
      expect(provider.isEmpty(), "the header " + PROVIDER + " is " + provider);
      expect(got.body().equals(sent), "the body has changed");
    } else {
      expect(!provider.isEmpty(), "no header " + PROVIDER);
      expect(!got.model().equals(Workload.MODEL), "the model is still " + Workload.MODEL);
      String expected = sent.replace("\"" + Workload.MODEL + "\"", "\"" + got.model() + "\"");
      if (variant.isOurs()) {
        expect(got.model().equals(provider.replace("p", "model-")), "the model is " + got.model());
        expect(got.body().equals(expected), "more of the body has changed than the model");
        ranked(got.headers().getOrDefault(ENDPOINT, ""));
      } else {
        expect(json(got.body()).equals(json(expected)), "more has changed than the model");
      }
    }
    String model = variant.restores() || !variant.routes() ? Workload.MODEL : got.model();
    List<String> models =
        answer.body().lines().map(Recorder::modelOf).filter(one -> !one.isEmpty()).toList();
    expect(
        models.size() == Math.max(1, workload.events()) && models.stream().allMatch(model::equals),
        "the answer is not " + Math.max(1, workload.events()) + " times of " + model);
  }

  private void ranked(String endpoints) {
    long named = endpoints.isEmpty() ? 0 : endpoints.split(",").length;
    long due = Math.min(RANKED, candidates() == variant.endpoints() ? variant.endpoints() : 0);
    // Both providers of a small fleet have one endpoint each.
    due = Math.min(due, variant.endpoints() / FilterConfiguration.providers(variant));
    expect(named == due, ENDPOINT + " names " + named + " endpoints, not " + due);
  }

  /** Endpoints, or providers where the filter knows of no endpoints. */
  private int candidates() {
    Settings settings = FilterConfiguration.settings(variant);
    boolean knowsEndpoints =
        settings.dialect() == dev.samovar.core.config.Dialect.NATIVE
            && settings.freshness() == Settings.Freshness.SNAPSHOT
            && !settings.policy().name().equals(FilterConfiguration.OF_PROVIDERS);
    return knowsEndpoints ? variant.endpoints() : FilterConfiguration.providers(variant);
  }

  /** Asks a twin for its decisions. */
  private void explained() {
    Settings settings = FilterConfiguration.settings(variant);
    Workload workload = Workload.named(List.of("1k")).get(0);
    try (RunningVariant twin =
        RunningVariant.start(
            variant, around, new Setup("-explaining", around.upstream().port(false), true))) {
      patiently(
          () -> {
            JsonNode told = explanation(twin, workload);
            expect(told.path("of").asInt() == candidates(), "candidates: " + told.path("of"));
            expect("fresh".equals(told.path("level").asText()), "level " + told.path("level"));
            String policy = told.path("policy").asText();
            expect(
                policy.equals(settings.policy().name()),
                "decided by " + policy + ", not by " + settings.policy().name());
          });
      boolean prefix = FilterConfiguration.indexesPrefixes(variant);
      JsonNode again = explanation(twin, workload);
      int blocks = again.path("blocks").asInt();
      expect(prefix == blocks > 0, "blocks of the prompt that were looked up: " + blocks);
      if (prefix && candidates() <= EXPLAINED) {
        patiently(
            () -> {
              int hit = 0;
              for (JsonNode one : explanation(twin, workload).path("candidates")) {
                hit = Math.max(hit, one.path("hit").asInt());
              }
              expect(hit > 0, "no endpoint is thought to hold a prompt that was sent before");
            });
      }
    }
  }

  private JsonNode explanation(RunningVariant twin, Workload workload) {
    HttpResponse<String> answer = send(twin.port(), workload, 0, "x-samovar-explain", "1");
    return json(
        answer
            .headers()
            .firstValue("x-samovar-decision")
            .orElseThrow(() -> new BenchException("no explanation of its decision")));
  }

  private HttpResponse<String> send(int port, Workload workload, int prompt, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + workload.path()))
            .timeout(DEADLINE)
            .header(Upstream.CHECK, "1");
    if (headers.length > 0) {
      request.headers(headers);
    }
    if (workload.bodyBytes() > 0) {
      request
          .header("content-type", "application/json")
          .POST(HttpRequest.BodyPublishers.ofString(workload.body(prompt)));
    }
    try {
      return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new BenchException("no answer: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BenchException("interrupted", e);
    }
  }

  private Recorder.Request last(boolean streams) {
    Recorder.Request last = around.upstream().last(streams);
    expect(last != null, "nothing has reached the server");
    return last;
  }

  private static Workload other() {
    return Workload.named(List.of("other")).get(0);
  }

  private void patiently(Attempt attempt) {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(patienceMillis);
    while (true) {
      try {
        attempt.run();
        return;
      } catch (BenchException e) {
        if (System.nanoTime() > end) {
          throw e;
        }
        Pause.millis(50);
      }
    }
  }

  private static void expect(boolean holds, String otherwise) {
    if (!holds) {
      throw new BenchException(otherwise);
    }
  }

  private static JsonNode json(String text) {
    try {
      return Json.MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new BenchException("no JSON: " + text.substring(0, Math.min(80, text.length())), e);
    }
  }
}
