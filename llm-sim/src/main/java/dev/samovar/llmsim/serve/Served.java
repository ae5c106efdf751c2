package dev.samovar.llmsim.serve;

import dev.samovar.llmsim.engine.Engine;
import dev.samovar.llmsim.http.Header;
import dev.samovar.llmsim.http.Response;
import dev.samovar.llmsim.metrics.Exposition;
import dev.samovar.llmsim.metrics.Totals;
import dev.samovar.llmsim.openai.Api;
import dev.samovar.llmsim.openai.Errors;
import dev.samovar.llmsim.testaid.BodyTap;
import dev.samovar.llmsim.testaid.Knobs;
import dev.samovar.llmsim.testaid.RequestLog;
import dev.samovar.llmsim.testaid.SeenRequest;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** The state of one simulator, shared by its calls. All of it belongs to the server's thread. */
public final class Served {
  final String name;
  final String model;
  final int maxTokensDefault;
  final Engine engine;
  final Totals totals;
  final Exposition exposition;
  final Clock wall;
  final RequestLog log = new RequestLog();
  final BodyTap.Budget bodies = new BodyTap.Budget();
  private final List<Header> jsonHeaders;
  private Knobs knobs = Knobs.OFF;
  private long calls;
  SeenRequest last;

  /**
   * @param name what answers carry as {@code x-llm-sim} and {@code system_fingerprint}
   * @param model what {@code /v1/models} lists
   * @param maxTokensDefault tokens of an answer when the client sets no limit, ≥ 1
   */
  public Served(
      String name,
      String model,
      int maxTokensDefault,
      Engine engine,
      Totals totals,
      Exposition exposition,
      Clock wall) {
    this.name = name;
    this.model = model;
    this.maxTokensDefault = maxTokensDefault;
    this.engine = engine;
    this.totals = totals;
    this.exposition = exposition;
    this.wall = wall;
    this.jsonHeaders = headers("application/json");
  }

  Knobs knobs() {
    return knobs;
  }

  void knobs(Knobs changed) {
    knobs = changed;
    engine.slowBy(changed.slowMs() * 1_000_000L);
    engine.hang(changed.hang());
  }

  /** The status with which this call fails by a knob, or 0. */
  int nextFailure() {
    int status = knobs.failStatus();
    if (status != 0) {
      knobs = knobs.afterFailure();
    }
    return status;
  }

  long nextCall() {
    return ++calls;
  }

  long seconds() {
    return wall.millis() / 1000;
  }

  List<Header> headers(String contentType, Header... more) {
    List<Header> headers = new ArrayList<>();
    headers.add(new Header("content-type", contentType));
    headers.add(new Header("x-llm-sim", name));
    headers.addAll(List.of(more));
    return List.copyOf(headers);
  }

  Response json(int status, byte[] body) {
    return new Response(status, jsonHeaders, body);
  }

  /** An error in the shape of {@code api}, which may be {@code null}. */
  public Response error(Api api, int status, String message, String param) {
    return json(status, Errors.of(api, status, message, param));
  }
}
