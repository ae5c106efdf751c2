package dev.samovar.agent.exchange;

/** {@link WireFilter} for the benchmark: counts of all endpoints, by index. */
public final class BenchmarkFilter {
  private final WireFilter filter;

  public BenchmarkFilter(String instance) {
    filter = new WireFilter(instance);
  }

  /** The next exchange's body. */
  public byte[] exchange(int endpoints, int inFlight) {
    WireWriter who = filter.begin();
    if (filter.epoch == 0) {
      return who.bytes();
    }
    WireWriter counts = new WireWriter().varint(endpoints);
    for (int i = 0; i < endpoints; i++) {
      counts.varint(i + 1).varint(inFlight).varint(100).varint(3).varint(0).varint(9).varint(9);
    }
    return who.section(3, counts).bytes();
  }

  public void take(byte[] body) {
    filter.take(body);
  }
}
