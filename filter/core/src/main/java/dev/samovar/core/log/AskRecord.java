package dev.samovar.core.log;

import dev.samovar.core.config.HeaderMatch;
import dev.samovar.core.config.ModelRoute;
import dev.samovar.core.config.RouteRule;
import dev.samovar.core.config.Settings;
import dev.samovar.core.decision.Ask;
import dev.samovar.core.policy.Demand;
import dev.samovar.core.policy.Policies;

/**
 * What a request asked: model, tenant, strategy, headers as {@link Lines}, {@code varint} prompt
 * tokens, most tokens + 1, turns of the user, blocks, shared blocks, tokens of a block, 1 where an
 * index was asked, {@code u64} session and user.
 *
 * <p>Of headers only those are written that a rule of the settings looks at; their values and the
 * tenant, which may be secrets, as {@link Redaction#hash}. Of blocks only how many: which endpoint
 * holds them is written with the endpoints.
 */
final class AskRecord {
  private AskRecord() {}

  /** Writes a request, or reads one, and what is given does not matter then. */
  static Ask pass(Ask ask, Settings settings, TwoWay way) {
    String model = way.text(ask.model(), true);
    String tenant = way.text(ask.tenant() == null ? null : Redaction.hash(ask.tenant()), true);
    // What names no policy changes nothing, and is as long as the client likes.
    int policy = ask.strategy() == null ? -1 : Policies.find(ask.strategy());
    String strategy = way.text(policy < 0 ? null : Policies.name(policy), true);
    String headers = way.text(settings == null ? null : headers(ask, settings), false);
    Demand demand = ask.demand();
    demand.promptTokens = way.integer(demand.promptTokens);
    demand.maxTokens = (int) (way.whole(demand.maxTokens + 1L, false) - 1);
    demand.userTurns = way.integer(demand.userTurns);
    demand.blockCount = way.integer(demand.blockCount);
    demand.sharedBlocks = way.integer(demand.sharedBlocks);
    demand.blockTokens = way.integer(demand.blockTokens);
    demand.indexed = way.integer(demand.indexed ? 1 : 0) != 0;
    demand.session = way.whole(demand.session, true);
    long user = way.whole(ask.user(), true);
    return new Ask(model, demand, name -> Lines.value(headers, name), tenant, strategy, user);
  }

  private static String headers(Ask ask, Settings settings) {
    String lines = Lines.NONE;
    for (ModelRoute route : settings.models()) {
      for (RouteRule rule : route.rules()) {
        for (HeaderMatch header : rule.headers()) {
          String value = ask.headers().get(header.name());
          if (value != null) {
            lines = Lines.with(lines, header.name(), Redaction.hash(value));
          }
        }
      }
    }
    return lines;
  }
}
