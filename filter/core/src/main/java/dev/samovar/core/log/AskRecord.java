package dev.samovar.core.log;

import dev.samovar.core.config.HeaderMatch;
import dev.samovar.core.config.ModelRoute;
import dev.samovar.core.config.RouteRule;
import dev.samovar.core.config.Settings;
import dev.samovar.core.decision.Ask;
import dev.samovar.core.exchange.WireReader;
import dev.samovar.core.exchange.WireWriter;
import dev.samovar.core.policy.Demand;
import dev.samovar.core.text.Mix;
import java.util.ArrayList;
import java.util.List;

/**
 * What a request asked: {@code u8} bits for model, tenant and strategy, those texts, {@code u64}
 * user, a list of headers by name and value, {@code varint} prompt tokens, most tokens + 1, turns
 * of the user, {@code u64} session, {@code varint} blocks, shared blocks, tokens of a block. Of
 * headers only those are written that a rule of the settings looks at, of blocks only how many:
 * which endpoint holds them is written with the endpoints.
 */
final class AskRecord {
  private AskRecord() {}

  static void write(Ask ask, Settings settings, WireWriter out) {
    int bits =
        (ask.model() == null ? 0 : 1)
            | (ask.tenant() == null ? 0 : 2)
            | (ask.strategy() == null ? 0 : 4);
    out.u8(bits);
    text(ask.model(), out);
    text(ask.tenant(), out);
    text(ask.strategy(), out);
    out.u64(ask.user());
    List<String> names = headers(settings);
    WireWriter pairs = new WireWriter();
    int count = 0;
    for (int i = 0; i < names.size(); i++) {
      String value = ask.headers().get(names.get(i));
      if (value != null) {
        pairs.text(names.get(i)).text(value);
        count++;
      }
    }
    out.varint(count).all(pairs);
    Demand demand = ask.demand();
    out.varint(demand.promptTokens).varint(demand.maxTokens + 1L).varint(demand.userTurns);
    out.u64(demand.session).varint(demand.blockCount).varint(demand.sharedBlocks);
    out.varint(demand.blockTokens);
  }

  static Ask read(WireReader in) {
    int bits = in.u8();
    String model = (bits & 1) == 0 ? null : in.text();
    String tenant = (bits & 2) == 0 ? null : in.text();
    String strategy = (bits & 4) == 0 ? null : in.text();
    long user = in.u64();
    String[] pairs = new String[2 * in.count()];
    for (int i = 0; i < pairs.length; i++) {
      pairs[i] = in.text();
    }
    Demand demand = new Demand();
    demand.promptTokens = (int) in.varint();
    demand.maxTokens = (int) (in.varint() - 1);
    demand.userTurns = (int) in.varint();
    demand.session = in.u64();
    demand.blockCount = (int) Math.min(in.varint(), 8192);
    demand.sharedBlocks = (int) in.varint();
    demand.blockTokens = (int) in.varint();
    demand.blocks = new long[demand.blockCount];
    for (int i = 0; i < demand.blockCount; i++) {
      demand.blocks[i] = block(i);
    }
    return new Ask(model, demand, name -> find(name, pairs), tenant, strategy, user);
  }

  /** What stands for the hash of a block. */
  static long block(int i) {
    return Mix.of(i);
  }

  private static String find(String name, String[] pairs) {
    for (int i = 0; i < pairs.length; i += 2) {
      if (pairs[i].equals(name)) {
        return pairs[i + 1];
      }
    }
    return null;
  }

  private static void text(String text, WireWriter out) {
    if (text != null) {
      out.text(text);
    }
  }

  private static List<String> headers(Settings settings) {
    List<String> names = new ArrayList<>();
    for (ModelRoute route : settings.models()) {
      for (RouteRule rule : route.rules()) {
        for (HeaderMatch header : rule.headers()) {
          if (!names.contains(header.name())) {
            names.add(header.name());
          }
        }
      }
    }
    return names;
  }
}
