package dev.samovar.agent.metrics;

import dev.samovar.agent.time.Clock;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;

/** What the agent counts about itself; thread-safe. Names begin with {@code samovar_agent_}. */
public final class AgentMetrics {
  public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;
  private static final long NEVER = Long.MIN_VALUE;

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Clock clock;
  private final AtomicLong lastGoodRead = new AtomicLong(NEVER);
  private volatile boolean storeUp;

  private final Counter requests =
      Counter.builder()
          .name("samovar_agent_http_requests_total")
          .help("Requests answered, by path and status code.")
          .labelNames("path", "code")
          .register(registry);
  private final Counter storeErrors =
      Counter.builder()
          .name("samovar_agent_redis_errors_total")
          .help("Calls to Redis that failed, by call and kind.")
          .labelNames("call", "kind")
          .register(registry);
  private final Counter foreignValues =
      Counter.builder()
          .name("samovar_agent_values_not_numeric_total")
          .help("Values read that are no finite number and were answered as null.")
          .register(registry);
  private final Counter scrapes =
      Counter.builder()
          .name("samovar_agent_scrapes_total")
          .help("Scrapes of targets, by provider and result.")
          .labelNames("provider", "result")
          .register(registry);
  private final Counter exchanges =
      Counter.builder()
          .name("samovar_agent_exchanges_total")
          .help("Exchanges with filters, by result.")
          .labelNames("result")
          .register(registry);
  private final Counter rejected =
      Counter.builder()
          .name("samovar_agent_exchange_records_rejected_total")
          .help("Records of exchanges that were passed over, by reason.")
          .labelNames("reason")
          .register(registry);
  private final Counter usage =
      Counter.builder()
          .name("samovar_agent_usage_records_total")
          .help("Usage records of filters, by what became of them.")
          .labelNames("result")
          .register(registry);
  private final Counter gatewayRequests =
      Counter.builder()
          .name("samovar_agent_gateway_requests_total")
          .help("Requests that proxies saw end, by provider and result.")
          .labelNames("provider", "result")
          .register(registry);
  private final Counter malformedLines =
      Counter.builder()
          .name("samovar_agent_malformed_lines_total")
          .help("Lines of targets' metrics that are no samples, by provider.")
          .labelNames("provider")
          .register(registry);
  private final Counter unusableSamples =
      Counter.builder()
          .name("samovar_agent_unusable_samples_total")
          .help("Samples of targets that are NaN, infinite, negative or repeated, by provider.")
          .labelNames("provider")
          .register(registry);
  private final Histogram exchangeSeconds =
      Histogram.builder()
          .name("samovar_agent_exchange_seconds")
          .help("Time to answer an exchange.")
          .classicOnly()
          .classicUpperBounds(.00025, .0005, .001, .002, .005, .01, .025, .05, .1, .25, .5, 1)
          .register(registry);
  private final Histogram callouts =
      Histogram.builder()
          .name("samovar_agent_callout_seconds")
          .help("Time to answer a filter's callout.")
          .classicOnly()
          .classicUpperBounds(.0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5)
          .register(registry);

  public AgentMetrics(String version, Clock clock) {
    this.clock = clock;
    Info.builder()
        .name("samovar_agent_build_info")
        .help("The version that runs.")
        .labelNames("version")
        .register(registry)
        .addLabelValues(version);
    GaugeWithCallback.builder()
        .name("samovar_agent_last_good_read_age_seconds")
        .help("Time since Redis last answered a read; NaN before the first.")
        .callback(callback -> callback.call(lastGoodReadAgeSeconds()))
        .register(registry);
    GaugeWithCallback.builder()
        .name("samovar_agent_redis_up")
        .help("1 while Redis answers.")
        .callback(callback -> callback.call(storeUp ? 1 : 0))
        .register(registry);
  }

  private double lastGoodReadAgeSeconds() {
    long last = lastGoodRead.get();
    return last == NEVER ? Double.NaN : (clock.nanos() - last) / 1e9;
  }

  /**
   * Counts an answer.
   *
   * @param path a path that the agent serves, or {@code other}
   */
  public void request(String path, int code) {
    requests.labelValues(path, Integer.toString(code)).inc();
  }

  public void calloutNanos(long nanos) {
    callouts.observe(nanos / 1e9);
  }

  public void storeError(String call, String kind) {
    storeErrors.labelValues(call, kind).inc();
  }

  public void goodRead() {
    lastGoodRead.set(clock.nanos());
  }

  public void storeUp(boolean up) {
    storeUp = up;
  }

  public void foreignValue() {
    foreignValues.inc();
  }

  /**
   * Counts an exchange.
   *
   * @param result {@code new}, {@code repeated} or {@code refused}
   */
  public void exchange(String result, long nanos) {
    exchanges.labelValues(result).inc();
    exchangeSeconds.observe(nanos / 1e9);
  }

  /**
   * Counts a record of an exchange that was passed over.
   *
   * @param reason {@code range}, {@code endpoint} or {@code epoch}
   */
  public void rejected(String reason) {
    rejected.labelValues(reason).inc();
  }

  /**
   * Counts a usage record.
   *
   * @param result {@code accepted}, {@code malformed}, {@code dropped} or {@code stored}
   */
  public void usage(String result) {
    usage.labelValues(result).inc();
  }

  /**
   * Counts requests that ended at a proxy.
   *
   * @param provider one of the configuration's
   */
  public void gatewayRequests(String provider, long ok, long errors) {
    gatewayRequests.labelValues(provider, "ok").inc(ok);
    gatewayRequests.labelValues(provider, "error").inc(errors);
  }

  public void malformedLines(String provider, long lines) {
    malformedLines.labelValues(provider).inc(lines);
  }

  public void unusableSamples(String provider, long samples) {
    unusableSamples.labelValues(provider).inc(samples);
  }

  /** A figure that is read when the metrics are. */
  public void gauge(String name, String help, DoubleSupplier value) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .callback(callback -> callback.call(value.getAsDouble()))
        .register(registry);
  }

  /**
   * Counts a scrape.
   *
   * @param result {@code ok} or the word for what went wrong
   */
  public void scrape(String provider, String result) {
    scrapes.labelValues(provider, result).inc();
  }

  /** All metrics in Prometheus' text format 0.0.4. */
  public byte[] exposition() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(4096);
    try {
      PrometheusTextFormatWriter.create().write(out, registry.scrape());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }
}
