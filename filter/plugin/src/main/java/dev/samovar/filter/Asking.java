package dev.samovar.filter;

import dev.samovar.core.config.Settings;
import dev.samovar.core.decision.Ask;
import dev.samovar.core.policy.Demand;
import dev.samovar.core.request.PromptHash;
import dev.samovar.core.request.RequestFeatures;
import dev.samovar.core.text.Mix;
import dev.samovar.proxywasm.Host;
import dev.samovar.proxywasm.MapType;
import java.util.HashMap;
import java.util.Map;

/** Turns the request at hand into what a choice depends on; one object serves one worker. */
final class Asking {
  private final Demand demand = new Demand();

  /** Names of headers in the proxy's spelling; they come from configurations. */
  private final Map<String, byte[]> names = new HashMap<>();

  private final Ask.Headers headers = this::header;
  private Host host;

  /**
   * What the request asks.
   *
   * @param model the client's, or {@code null} where the body is not read yet
   */
  Ask of(Host host, Settings settings, String model, BodyEditor body) {
    this.host = host;
    demand.clear();
    String tenant = settings.tenantHeader().isEmpty() ? null : header(settings.tenantHeader());
    RequestFeatures features = body.features();
    String user = null;
    if (model != null) {
      demand.promptTokens = features.promptTokens();
      demand.maxTokens = features.maxTokens();
      demand.userTurns = features.userTurns();
      demand.blockTokens = settings.prefix().blockTokens();
      user = features.user();
      int blocks = features.blocks();
      if (blocks > demand.blocks.length) {
        demand.blocks = new long[Math.max(64, settings.prefix().maxBlocks())];
      }
      demand.blockCount =
          features.hashes(PromptHash.seed(model, tenant == null ? "" : tenant), demand.blocks);
      demand.sharedBlocks = Math.min(demand.blockCount, features.blocksBeforeLastUser());
    }
    String session =
        settings.session().header().isEmpty() ? null : header(settings.session().header());
    if (session == null && settings.session().user()) {
      session = user;
    }
    demand.session = session == null ? 0 : Mix.of(session, "");
    String strategy = settings.routingStrategyHeader() ? header(Names.ROUTING_STRATEGY) : null;
    return new Ask(model, demand, headers, tenant, strategy, user == null ? 0 : Mix.of(user, ""));
  }

  /** Whether the request at hand wants its decision told, and may. */
  boolean explains(Settings settings) {
    return settings.explain() && "1".equals(header(Names.EXPLAIN));
  }

  private String header(String name) {
    byte[] known = names.get(name);
    if (known == null) {
      known = Names.utf8(name);
      names.put(name, known);
    }
    return header(known);
  }

  private String header(byte[] name) {
    return Names.text(host.header(MapType.HTTP_REQUEST_HEADERS, name));
  }
}
