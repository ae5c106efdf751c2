package dev.samovar.filter;

import dev.samovar.core.config.Configuration;
import dev.samovar.core.config.Settings;
import dev.samovar.core.decision.Decision;
import dev.samovar.core.exchange.WireReader;
import dev.samovar.core.log.Chosen;
import dev.samovar.core.log.DecisionLogEntry;
import dev.samovar.core.log.DecisionLogLine;
import dev.samovar.core.log.LoggedConfiguration;
import dev.samovar.proxywasm.Host;
import dev.samovar.proxywasm.LogLevel;

/**
 * Makes logged decisions again, in the very module that made them: {@code ./samovar replay --wasm}.
 *
 * <p>They come as the plugin's configuration, which only who runs the proxy can give: a zero byte,
 * which no JSON begins with, what is logged of the configuration as {@code text}, and each entry as
 * length and bytes. Each is answered by a line of the log that ends with what is chosen, or with
 * nothing where that cannot be said; the configuration itself is refused, so that nothing changes.
 */
final class Replay {
  private Replay() {}

  static boolean isOne(byte[] configuration) {
    return configuration.length > 0 && configuration[0] == 0;
  }

  static void run(Host host, byte[] configuration) {
    WireReader in = new WireReader(configuration);
    in.u8();
    Configuration logged = LoggedConfiguration.read(in.text());
    while (in.hasMore()) {
      byte[] again = again(DecisionLogEntry.read(in.part()), logged);
      host.log(LogLevel.INFO, DecisionLogLine.of(Log.BEGIN + DecisionLogLine.AGAIN, again));
    }
  }

  private static byte[] again(DecisionLogEntry entry, Configuration logged) {
    Settings settings = entry == null ? null : LoggedConfiguration.part(logged, entry.part());
    Decision decision =
        settings == null
            ? null
            : entry.selector(settings).choose(entry.ask(), entry.nowMillis(), entry.random());
    return decision == null ? new byte[0] : Chosen.bytes(decision);
  }
}
