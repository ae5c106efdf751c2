package dev.samovar.llmsim.serve;

import dev.samovar.llmsim.engine.Engine;
import dev.samovar.llmsim.engine.SyntheticLoad;
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
  final List<String> adapters;
  final Engine engine;
  final Totals totals;
  final Exposition exposition;
  final Clock wall;
  final RequestLog log = new RequestLog();
  final BodyTap.Budget bodies = new BodyTap.Budget();
  private final List<Header> jsonHeaders;
  private Knobs knobs = Knobs.OFF;
  private final SyntheticLoad load;
  private long calls;
  SeenRequest last;

  /**
   * @param name what answers carry as {@code x-llm-sim} and {@code system_fingerprint}
   * @param model what {@code /v1/models} lists
   * @param adapters names of the LoRA adapters, which are models of their own to clients
   * @param maxTokensDefault tokens of an answer when the client sets no limit, ≥ 1
   */
  public Served(
      String name,
      String model,
      List<String> adapters,
      int maxTokensDefault,
      Engine engine,
      Totals totals,
      Exposition exposition,
      Clock wall) {
    this.name = name;
    this.model = model;
    this.adapters = List.copyOf(adapters);
    this.maxTokensDefault = maxTokensDefault;
    this.engine = engine;
    this.load = new SyntheticLoad(engine);
    this.totals = totals;
    this.exposition = exposition;
    this.wall = wall;
    this.jsonHeaders = headers("application/json");
  }

  Knobs knobs() {
    if (knobs.load() != null && load.left() == 0) {
      knobs = knobs.withLoad(null);
    }
    return knobs;
  }

  void knobs(Knobs changed) {
    SyntheticLoad.Order before = knobs.load();
    knobs = changed;
    engine.slowBy(changed.slowMs() * 1_000_000L);
    engine.hang(changed.hang());
    // The very order that is being carried out stands in a change of other knobs.
    if (changed.load() == null) {
      load.clear();
    } else if (changed.load() != before) {
      load.start(changed.load());
    }
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
