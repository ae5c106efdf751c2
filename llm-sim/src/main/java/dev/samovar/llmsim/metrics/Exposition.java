package dev.samovar.llmsim.metrics;

import dev.samovar.llmsim.engine.Capacity;
import dev.samovar.llmsim.engine.Load;

/** One engine's spelling of its state, in Prometheus' text format 0.0.4. */
@FunctionalInterface
public interface Exposition {
  String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  String write(Load load, Capacity capacity, Totals totals);
}
