package dev.samovar.core.log;

import dev.samovar.core.decision.Decision;
import dev.samovar.core.decision.DegradeLevel;
import dev.samovar.core.exchange.WireReader;
import dev.samovar.core.exchange.WireWriter;
import dev.samovar.core.fleet.Endpoint;
import java.util.ArrayList;
import java.util.List;

/**
 * What was chosen, as far as two choices can be compared.
 *
 * @param provider index in the configured order
 * @param endpoint address, empty where the proxy finds one itself
 * @param ranked addresses in the order in which they are tried
 * @param model upstream model, or {@code null} to keep the client's
 * @param level as {@link DegradeLevel#word}
 */
public record Chosen(
    int provider, String endpoint, List<String> ranked, String model, String level) {

  /** What a decision chose. */
  public static Chosen of(Decision decision) {
    return fromBytes(bytes(decision));
  }

  /** What a decision chose, as bytes. */
  public static byte[] bytes(Decision decision) {
    WireWriter out = new WireWriter();
    write(decision, new TwoWay(null, out));
    return out.toBytes();
  }

  static void write(Decision decision, TwoWay out) {
    out.integer(decision.provider());
    out.text(decision.endpoint().address(), false);
    out.integer(decision.ranked().length);
    for (Endpoint endpoint : decision.ranked()) {
      out.text(endpoint.address(), false);
    }
    out.text(decision.model(), true);
    out.text(decision.level().word(), false);
  }

  /** Reads what {@link #bytes} wrote; {@code null} for anything else. */
  public static Chosen fromBytes(byte[] bytes) {
    return read(new WireReader(bytes));
  }

  /** Reads all that is left; {@code null} where that is no choice. */
  static Chosen read(WireReader in) {
    TwoWay way = new TwoWay(in, null);
    int provider = way.integer(0);
    String endpoint = way.text("", false);
    List<String> ranked = new ArrayList<>();
    for (int left = in.count(); left > 0; left--) {
      ranked.add(in.text());
    }
    String model = way.text(null, true);
    Chosen chosen = new Chosen(provider, endpoint, ranked, model, way.text("", false));
    return in.isBad() || in.hasMore() ? null : chosen;
  }
}
