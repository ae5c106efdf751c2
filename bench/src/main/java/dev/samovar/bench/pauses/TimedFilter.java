package dev.samovar.bench.pauses;

import dev.samovar.core.text.Utf8;
import dev.samovar.filter.SamovarFilter;
import dev.samovar.proxywasm.Host;
import dev.samovar.proxywasm.MetricType;
import dev.samovar.proxywasm.RootContext;
import dev.samovar.proxywasm.VmContext;

/** Our filter, with metrics of the collector beside its own. */
public final class TimedFilter implements VmContext {
  private final VmContext filter = new SamovarFilter();
  private boolean defined;

  @Override
  public boolean onVmStart(Host host, int configurationSize) {
    return filter.onVmStart(host, configurationSize);
  }

  @Override
  public RootContext createRootContext(Host host) {
    if (!defined) {
      defined = true;
      CollectorClock.tell(
          host.defineMetric(MetricType.COUNTER, Utf8.encode("bench.collector.count")),
          host.defineMetric(MetricType.COUNTER, Utf8.encode("bench.collector.micros")),
          host.defineMetric(MetricType.GAUGE, Utf8.encode("bench.collector.longest_micros")));
    }
    return filter.createRootContext(host);
  }

  @Override
  public void onPanic(Host host, String callback, int contextId, Throwable cause) {
    filter.onPanic(host, callback, contextId, cause);
  }
}
