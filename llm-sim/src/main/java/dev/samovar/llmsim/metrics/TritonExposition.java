package dev.samovar.llmsim.metrics;

import dev.samovar.llmsim.engine.Capacity;
import dev.samovar.llmsim.engine.Lifetime;
import dev.samovar.llmsim.engine.Load;

/**
 * Triton's own spelling, whatever the backend: families under {@code nv_inference_}, labels {@code
 * model} and {@code version}, sums of microseconds. Nothing tells how many requests run.
 */
final class TritonExposition implements Exposition {
  private static final double MICROS = 1e6;

  private final String model;
  private final String labels;

  TritonExposition(String model) {
    this.model = "model=\"" + Page.escaped(model) + "\"";
    this.labels = this.model + ",version=\"1\"";
  }

  @Override
  public String write(Load load, Capacity capacity, Totals totals) {
    Page page = new Page(false);
    write(page, load, totals);
    return page.toString();
  }

  void write(Page page, Load load, Totals totals) {
    page.counter("nv_inference_request_success", "Requests served.", labels, totals.succeeded());
    page.family("nv_inference_request_failure", "Requests that failed.", "counter");
    for (String reason : new String[] {"REJECTED", "OTHER", "BACKEND", "CANCELED"}) {
      double count = reason.equals("CANCELED") ? totals.ended.get(Lifetime.End.ABORT) : 0;
      String own = model + ",reason=\"" + reason + "\",version=\"1\"";
      page.sample("nv_inference_request_failure", own, count);
    }
    page.counter("nv_inference_count", "Inferences performed.", labels, totals.succeeded());
    page.counter("nv_inference_exec_count", "Model executions.", labels, totals.begun);
    duration(page, "request", "Time of requests.", totals.total.sum());
    duration(page, "queue", "Time in the queue.", totals.queue.sum());
    duration(page, "compute_input", "Time to take inputs.", 0);
    double compute = totals.prefill.sum() + totals.decode.sum();
    duration(page, "compute_infer", "Time to compute.", compute);
    duration(page, "compute_output", "Time to give outputs.", 0);
    page.gauge("nv_inference_pending_request_count", "Requests that wait.", labels, load.waiting());
  }

  private void duration(Page page, String part, String help, double seconds) {
    String name = "nv_inference_" + part + "_duration_us";
    page.counter(name, help, labels, Math.rint(seconds * MICROS));
  }
}
