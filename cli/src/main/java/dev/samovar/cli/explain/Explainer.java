package dev.samovar.cli.explain;

import dev.samovar.core.config.Provider;
import dev.samovar.core.config.RequestScope;
import dev.samovar.core.config.Settings;
import dev.samovar.core.decision.Ask;
import dev.samovar.core.decision.Decision;
import dev.samovar.core.decision.Reading;
import dev.samovar.core.decision.Selector;
import dev.samovar.core.fleet.Fleet;
import dev.samovar.core.policy.Demand;
import dev.samovar.core.prefix.PrefixIndex;
import dev.samovar.core.request.ApiError;
import dev.samovar.core.request.BodyScanner;
import dev.samovar.core.request.PromptHash;
import dev.samovar.core.request.ReadPlan;
import dev.samovar.core.request.RequestFeatures;
import dev.samovar.core.request.RequestGate;
import dev.samovar.core.text.Mix;
import dev.samovar.core.text.Utf8;
import java.util.List;

/**
 * Takes a request through the same steps as the filter: is it ours, its body, what it asks, the
 * selector. The filter is one that has just started: nothing in flight, no prefix remembered, no
 * error seen.
 */
public final class Explainer {
  private Explainer() {}

  /**
   * What the filter would do.
   *
   * @throws ExplainException where the snapshot is none
   */
  public static Explained explain(Question question) {
    RequestFile request = question.request();
    String authority = orEmpty(request.get(":authority"), orEmpty(request.get("host"), ""));
    Settings settings =
        question
            .configuration()
            .settingsOf(new RequestScope(authority, question.route(), question.service()));
    if (settings == null) {
      return new Explained.Passed("no rule takes it, and no providers stand beside the rules");
    }
    String brought = request.get(settings.targetHeader());
    if (brought != null && settings.trustSelectedProvider() && settings.indexOf(brought) >= 0) {
      return new Explained.Passed("it brings the decision " + brought + ", which is trusted");
    }
    RequestGate gate = new RequestGate(settings);
    byte[] path = Utf8.encode(request.path());
    byte[] type = Utf8.encode(request.get("content-type"));
    if (!gate.isOurPath(path, 0, path.length)) {
      return new Explained.Passed("its path " + request.path() + " ends with none of pathSuffixes");
    }
    if (!request.method().equals("POST") || !RequestGate.isJson(type, 0, type.length)) {
      return new Explained.Passed("it is no POST of JSON");
    }
    ApiError refused =
        gate.check(
            request.get("content-encoding"), request.body().length, request.body().length == 0);
    if (refused != null) {
      return new Explained.Refused(refused);
    }
    return body(question, settings);
  }

  private static Explained body(Question question, Settings settings) {
    ReadPlan plan = Reading.of(settings);
    BodyScanner body = new BodyScanner(plan);
    byte[] bytes = question.request().body();
    body.feed(bytes, 0, bytes.length);
    body.finish();
    if (body.error() != null) {
      return new Explained.Refused(body.error());
    }
    SnapshotFile snapshot =
        question.snapshot() == null
            ? null
            : new SnapshotFile(question.snapshotFile(), question.snapshot());
    long now = question.nowMillis();
    if (now < 0) {
      now = snapshot == null ? -1 : snapshot.askedAtMillis();
      now = (now < 0 ? System.currentTimeMillis() : now) + question.laterMillis();
    }
    Fleet fleet = fleet(question, settings, snapshot, now);
    PrefixIndex index =
        plan.prefix()
            ? new PrefixIndex(settings.prefix().entries(), settings.prefix().blockTokens())
            : null;
    boolean reads = settings.bodyRouting() == Settings.BodyRouting.HOLD;
    String model = reads ? body.model() : null;
    Ask ask = ask(question, settings, model, body.features());
    Selector selector = new Selector(settings, fleet, index);
    Decision decision = selector.choose(ask, now, question.random());
    if (decision == null) {
      return new Explained.Refused(ApiError.modelNotFound(model));
    }
    return new Explained.Decided(
        settings,
        decision,
        selector.explain(decision, ask.demand()),
        model,
        snapshot == null ? "" : snapshot.id());
  }

  private static Fleet fleet(
      Question question, Settings settings, SnapshotFile snapshot, long now) {
    Fleet fleet = new Fleet();
    if (snapshot != null) {
      List<String> errors = snapshot.into(fleet, now);
      if (!errors.isEmpty()) {
        throw new ExplainException(errors);
      }
    }
    if (!question.loads().isEmpty()) {
      for (Provider provider : settings.providers()) {
        Double load = question.loads().get(provider.key());
        fleet
            .group(provider.fleetName())
            .whole()
            .load(load == null ? Double.NaN : load, now - question.laterMillis());
      }
    }
    return fleet;
  }

  /** As the filter's own asking does. */
  private static Ask ask(
      Question question, Settings settings, String model, RequestFeatures features) {
    RequestFile request = question.request();
    Demand demand = new Demand();
    String tenant = settings.tenantHeader().isEmpty() ? null : request.get(settings.tenantHeader());
    String user = null;
    if (model != null) {
      demand.promptTokens = features.promptTokens();
      demand.maxTokens = features.maxTokens();
      demand.userTurns = features.userTurns();
      demand.blockTokens = settings.prefix().blockTokens();
      user = features.user();
      demand.blocks = new long[Math.max(64, settings.prefix().maxBlocks())];
      demand.blockCount =
          features.hashes(PromptHash.seed(model, tenant == null ? "" : tenant), demand.blocks);
      demand.sharedBlocks = Math.min(demand.blockCount, features.blocksBeforeLastUser());
    }
    String session =
        settings.session().header().isEmpty() ? null : request.get(settings.session().header());
    if (session == null && settings.session().user()) {
      session = user;
    }
    demand.session = session == null ? 0 : Mix.of(session, "");
    String strategy =
        question.policy() != null
            ? question.policy()
            : settings.routingStrategyHeader() ? request.get("routing-strategy") : null;
    return new Ask(model, demand, request, tenant, strategy, user == null ? 0 : Mix.of(user, ""));
  }

  private static String orEmpty(String text, String otherwise) {
    return text == null ? otherwise : text;
  }
}
