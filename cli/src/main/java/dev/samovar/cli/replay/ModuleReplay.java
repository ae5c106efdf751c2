package dev.samovar.cli.replay;

import dev.samovar.core.exchange.WireWriter;
import dev.samovar.core.log.Chosen;
import dev.samovar.core.log.DecisionLogEntry;
import dev.samovar.core.log.DecisionLogLine;
import dev.samovar.hostsim.GuestModule;
import dev.samovar.hostsim.Guests;
import dev.samovar.hostsim.HostSim;
import dev.samovar.hostsim.HostSimException;
import dev.samovar.hostsim.Limits;
import dev.samovar.hostsim.LogLine;
import dev.samovar.hostsim.StartException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Decisions made again by a compiled filter in the simulated host.
 *
 * <p>They are given to it as its configuration, as the plugin's {@code Replay} takes it: many at a
 * time, in a fresh VM each time. It logs what it chooses and refuses the configuration.
 */
public final class ModuleReplay {
  /** Of the entries of one configuration; a filter takes 4 MiB. */
  private static final int MOST_BYTES = 256 << 10;

  private static final Limits LIMITS = new Limits(Duration.ofMinutes(2), 256L << 20, 64L << 10);

  private static final String ANSWER = "samovar: " + DecisionLogLine.AGAIN;

  private final GuestModule module;
  private final Map<DecisionLogEntry, Chosen> chosen = new HashMap<>();

  /**
   * @throws HostSimException where it is no module that can be run
   */
  public ModuleReplay(Path file) {
    module = Guests.wasm(file);
  }

  /**
   * What it chooses where the entries stood; those whose configuration is not known are passed
   * over.
   *
   * @return {@code null} for an entry where it says nothing
   * @throws HostSimException where it does not make decisions again
   */
  public Map<DecisionLogEntry, Chosen> replay(DecisionLog log) {
    Map<String, List<DecisionLogEntry>> byConfiguration = new LinkedHashMap<>();
    for (DecisionLog.Entry entry : log.entries()) {
      String configuration = log.configuration(entry.decision().configuration());
      if (configuration != null) {
        byConfiguration
            .computeIfAbsent(configuration, text -> new ArrayList<>())
            .add(entry.decision());
      }
    }
    byConfiguration.forEach(
        (configuration, entries) -> {
          int from = 0;
          int bytes = 0;
          for (int i = 0; i < entries.size(); i++) {
            bytes += entries.get(i).toBytes().length;
            if (bytes > MOST_BYTES || i + 1 == entries.size()) {
              ask(configuration, entries.subList(from, i + 1));
              from = i + 1;
              bytes = 0;
            }
          }
        });
    return chosen;
  }

  private void ask(String configuration, List<DecisionLogEntry> entries) {
    WireWriter document = new WireWriter().u8(0).text(configuration);
    entries.forEach(entry -> document.block(entry.toBytes()));
    List<String> answers = new ArrayList<>();
    try (HostSim sim =
        HostSim.builder().guest(module).limits(LIMITS).configuration(document.toBytes()).build()) {
      throw new IllegalArgumentException(
          "takes decisions for a configuration; it is another filter");
    } catch (StartException e) {
      for (LogLine line : e.logs()) {
        if (line.message().startsWith(ANSWER)) {
          answers.add(line.message().substring(ANSWER.length()));
        }
      }
      if (e.isTrap() || answers.size() != entries.size()) {
        throw new IllegalArgumentException(
            "makes "
                + answers.size()
                + " of "
                + entries.size()
                + " decisions again; it is another filter, or an older one",
            e);
      }
    }
    for (int i = 0; i < answers.size(); i++) {
      byte[] bytes = Base64.getUrlDecoder().decode(answers.get(i));
      chosen.put(entries.get(i), bytes.length == 0 ? null : Chosen.fromBytes(bytes));
    }
  }
}
