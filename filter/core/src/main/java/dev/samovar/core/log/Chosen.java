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
    List<String> ranked = new ArrayList<>();
    for (Endpoint endpoint : decision.ranked()) {
      ranked.add(endpoint.address());
    }
    return new Chosen(
        decision.provider(),
        decision.endpoint().address(),
        ranked,
        decision.model(),
        decision.level().word());
  }

  void write(WireWriter out) {
    out.varint(provider).text(endpoint).varint(ranked.size());
    for (int i = 0; i < ranked.size(); i++) {
      out.text(ranked.get(i));
    }
    out.u8(model == null ? 0 : 1).text(model == null ? "" : model).text(level);
  }

  static Chosen read(WireReader in) {
    int provider = (int) in.varint();
    String endpoint = in.text();
    List<String> ranked = new ArrayList<>();
    for (int left = in.count(); left > 0; left--) {
      ranked.add(in.text());
    }
    boolean named = in.u8() == 1;
    String model = in.text();
    return new Chosen(provider, endpoint, ranked, named ? model : null, in.text());
  }
}
