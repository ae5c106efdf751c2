package dev.samovar.hostsim;

import java.util.List;

/** What the probe saw, for comparison. */
final class Lines {
  private Lines() {}

  static List<String> of(HostSim sim) {
    return sim.logs().stream()
        .map(LogLine::message)
        .filter(line -> line.startsWith("T|"))
        .map(line -> line.substring(2))
        .toList();
  }
}
