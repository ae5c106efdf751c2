package dev.samovar.agent.exchange;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.samovar.agent.center.LoadCenter;
import dev.samovar.agent.config.AgentConfig;
import dev.samovar.agent.http.Answer;
import dev.samovar.agent.http.Endpoint;
import dev.samovar.agent.http.Request;
import dev.samovar.agent.metrics.AgentMetrics;
import dev.samovar.agent.snapshot.EndpointState;
import dev.samovar.agent.snapshot.Snapshot;
import dev.samovar.agent.snapshot.Snapshots;
import dev.samovar.agent.store.Pipeline;
import dev.samovar.agent.store.Reading;
import dev.samovar.agent.store.Store;
import dev.samovar.agent.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /v1/exchange}: takes in what a filter says and answers what it needs until the next
 * one. Instance and sequence make a repeated exchange harmless. docs/exchange.md is the contract.
 * All steps of one exchange in their order, hence its length.
 */
public final class Exchange implements Endpoint {
  public static final String PATH = "/v1/exchange";
  static final String CONTENT_TYPE = "application/x-samovar-exchange";
  static final int MAX_BODY = 2 << 20;
  private static final int NEWS_HASHES = 1_024;
  private static final int MOST_NAMED = 1_000;
  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

  private final AgentConfig config;
  private final Snapshots snapshots;
  private final AgentMetrics metrics;
  private final Clock clock;
  private final Gateways gateways;
  private final Observations observations;
  private final PrefixNews news = new PrefixNews();
  private final Decisions decisions;
  private final Usage usage;
  private final SharedGateways shared;
  private final KeyValues values;
  private final SnapshotTable table = new SnapshotTable();
  private final Runnable firstExchange;
  private final long epoch = 1 + ThreadLocalRandom.current().nextLong(Long.MAX_VALUE);
  private final Set<String> wrong = ConcurrentHashMap.newKeySet();

  /**
   * @param agents all living agents
   * @param firstExchange run at every exchange; what it starts must be started once
   */
  public Exchange(
      AgentConfig config,
      Snapshots snapshots,
      Supplier<Set<String>> agents,
      Store store,
      AgentMetrics metrics,
      ScheduledExecutorService scheduler,
      Clock clock,
      Runnable firstExchange) {
    this.config = config;
    this.snapshots = snapshots;
    this.metrics = metrics;
    this.clock = clock;
    this.firstExchange = firstExchange;
    this.gateways = new Gateways(clock, config.exchange().interval());
    this.observations = new Observations(clock);
    this.decisions = new Decisions(clock);
    this.usage = new Usage(config.namespace(), config.redis().isPresent(), metrics);
    this.shared =
        new SharedGateways(
            config.namespace(),
            config.agents().id(),
            agents,
            gateways,
            observations,
            news,
            config.agents().lease().multipliedBy(2));
    this.values = new KeyValues(store, scheduler, clock);
    metrics.gauge(
        "samovar_agent_gateways",
        "Proxies that exchange with this agent.",
        () -> gateways.ownTotals().gateways());
  }

  /** Joins a round with the store. */
  public void join(Pipeline pipeline) {
    shared.join(pipeline);
    usage.join(pipeline);
  }

  /** Adds to an endpoint that is shown the fleet's load, and what proxies saw of it lately. */
  public void show(String id, ObjectNode node) {
    Gateways.Load load = gateways.fleet(id);
    if (!load.equals(Gateways.Load.NONE)) {
      node.put("inFlight", load.inFlight());
      node.put("pendingPromptTokens", load.pendingPromptTokens());
    }
    Observations.Observed seen = observations.of(id);
    if (seen.requests() > 0) {
      ObjectNode observed = node.putObject("observed");
      observed.put("requestsPerSecond", (double) seen.requests() / Observations.SECONDS);
      observed.put("errorRate", (double) seen.errors() / seen.requests());
      if (seen.timedFirst() > 0) {
        observed.put("timeToFirstToken", seen.firstMicros() / 1e6 / seen.timedFirst());
      }
      if (seen.timed() > 0) {
        observed.put("latency", seen.micros() / 1e6 / seen.timed());
      }
    }
  }

  /** The fleet's load of a provider's endpoints by host, those without any included. */
  public Map<String, LoadCenter.Counts> byIp(String provider) {
    Map<String, LoadCenter.Counts> byIp = new HashMap<>();
    for (EndpointState endpoint : snapshots.current().endpoints()) {
      if (endpoint.target().provider().equals(provider)) {
        Gateways.Load load = gateways.fleet(endpoint.target().id());
        byIp.merge(
            endpoint.target().address().host(),
            new LoadCenter.Counts(load.inFlight(), load.pendingPromptTokens()),
            (a, b) ->
                new LoadCenter.Counts(
                    a.requests() + b.requests(), a.promptTokens() + b.promptTokens()));
      }
    }
    return byIp;
  }

  Gateways gateways() {
    return gateways;
  }

  Decisions decisions() {
    return decisions;
  }

  @Override
  public Set<String> methods() {
    return Set.of("POST");
  }

  @Override
  public int maxBody() {
    return MAX_BODY;
  }

  @Override
  public CompletionStage<Answer> answer(Request request) {
    long start = clock.nanos();
    Optional<Answer> refused = Admission.refusal(request, config.exchange().token());
    if (refused.isPresent()) {
      return refused(refused.get(), start);
    }
    String type = request.header("content-type").split(";")[0].strip();
    Upload upload;
    try {
      if (type.equals(Answer.JSON)) {
        upload = JsonUpload.read(request.body());
      } else if (type.equals(CONTENT_TYPE)) {
        upload = BinaryUpload.read(request.body());
      } else {
        return refused(
            Answer.error(
                415,
                "content_type",
                null,
                "content-type: must be " + CONTENT_TYPE + " or " + Answer.JSON),
            start);
      }
    } catch (MalformedExchange e) {
      String code = e.getMessage().startsWith("version") ? "unknown_version" : "malformed_exchange";
      named("malformed", e.getMessage());
      return refused(Answer.error(400, code, null, e.getMessage()), start);
    }
    if (upload.keys().isPresent() && !upload.keys().get().prefix().startsWith(config.keyPrefix())) {
      named(upload.instance(), "asks for metric keys outside of the allowed prefix");
      String message = "keys: prefix must begin with " + config.keyPrefix();
      return refused(Answer.error(403, "prefix_not_allowed", "keys", message), start);
    }
    firstExchange.run();
    boolean json = request.header("accept").contains(Answer.JSON);
    return answer(upload, json)
        .thenApply(
            answer -> {
              metrics.exchange(answer.repeated() ? "repeated" : "new", clock.nanos() - start);
              return answer.answer();
            });
  }

  /** An answer and whether it was one before. */
  private record Answered(Answer answer, boolean repeated) {}

  private CompletionStage<Answer> refused(Answer answer, long start) {
    metrics.exchange("refused", clock.nanos() - start);
    return CompletableFuture.completedFuture(answer);
  }

  private CompletionStage<Answered> answer(Upload upload, boolean json) {
    Snapshot snapshot = snapshots.current();
    // Indexes in the upload are resolved by the table, which must know what was answered before.
    SnapshotTable.Part part =
        table.since(upload.full() || upload.epoch() != epoch ? 0 : upload.revision(), snapshot);
    boolean fresh = gateways.take(upload, loads(upload));
    if (fresh) {
      additive(upload);
    }
    Optional<Upload.Keys> keys = gateways.keys(upload.instance());
    List<String> wholeKeys =
        keys.map(k -> k.names().stream().map(name -> k.prefix() + name).toList()).orElse(List.of());
    AnswerWriter.Fleet fleet =
        new AnswerWriter.Fleet(gateways.totals(), gateways.fleet(), gateways.of(upload.instance()));
    PrefixNews.News latest = news.since(cursor(upload), upload.instance(), NEWS_HASHES);
    CompletionStage<Optional<Reading>> reading =
        wholeKeys.isEmpty()
            ? CompletableFuture.completedFuture(Optional.empty())
            : values.values(wholeKeys);
    return reading.thenApply(
        read -> {
          long age = read.map(r -> clock.millisSince(r.readAtNanos())).orElse(0L);
          AnswerWriter.Values told = new AnswerWriter.Values(wholeKeys, read, age);
          AnswerWriter.Head head =
              new AnswerWriter.Head(
                  epoch,
                  config.exchange().interval().toMillis(),
                  keys.isEmpty(),
                  !fresh,
                  clock.millisSince(part.snapshot().generatedAtNanos()));
          Answer answer =
              json
                  ? Answer.json(200, JsonAnswer.write(head, part.snapshot(), fleet, told, latest))
                  : new Answer(
                      200,
                      CONTENT_TYPE,
                      Map.of(),
                      AnswerWriter.write(head, part, fleet, table, told, latest));
          return new Answered(answer, !fresh);
        });
  }

  /** A cursor counts within one life of the agent only. */
  private long cursor(Upload upload) {
    return upload.epoch() == epoch ? upload.newsCursor() : 0;
  }

  private Map<String, Gateways.Load> loads(Upload upload) {
    Map<String, Gateways.Load> loads = new HashMap<>();
    for (Upload.Counts counts : upload.counts()) {
      Optional<String> id = id(upload, counts.ref());
      if (!counts.isCredible()) {
        metrics.rejected("range");
        named(upload.instance(), "tells counts that cannot be");
      } else if (id.isPresent() && (counts.inFlight() > 0 || counts.pendingPromptTokens() > 0)) {
        loads.merge(
            id.get(),
            new Gateways.Load(counts.inFlight(), counts.pendingPromptTokens()),
            Gateways.Load::plus);
      }
    }
    return loads;
  }

  /** The target's id, or empty with the reason counted. */
  private Optional<String> id(Upload upload, Upload.Ref ref) {
    if (ref.index() >= 0) {
      if (upload.epoch() != epoch) {
        metrics.rejected("epoch");
        return Optional.empty();
      }
      Optional<String> id = table.id(ref.index());
      if (id.isEmpty()) {
        metrics.rejected("endpoint");
      }
      return id;
    }
    String id = ref.provider() + "/" + ref.address();
    if (table.index(id).isEmpty()) {
      metrics.rejected("endpoint");
      return Optional.empty();
    }
    return Optional.of(id);
  }

  /** What adds up, and so must be taken once. */
  private void additive(Upload upload) {
    upload.usage().forEach(usage::add);
    decisions.add(upload.proxy(), upload.decisions());
    for (Upload.Counts counts : upload.counts()) {
      if (counts.isCredible() && counts.requests() > 0) {
        id(upload, counts.ref())
            .ifPresent(
                id -> {
                  observations.add(id, counts);
                  metrics.gatewayRequests(
                      id.substring(0, id.lastIndexOf('/')),
                      counts.requests() - counts.errors(),
                      counts.errors());
                });
      }
    }
    for (Upload.Prefixes prefixes : upload.prefixes()) {
      id(upload, prefixes.ref())
          .ifPresent(id -> news.add(upload.instance(), true, id, prefixes.hashes()));
    }
  }

  private void named(String who, String what) {
    if (wrong.size() < MOST_NAMED && wrong.add(who + what)) {
      LOG.atWarn().addKeyValue("instance", who).addKeyValue("reason", what).log("bad exchange");
    }
  }
}
