package dev.samovar.core.decision;

import dev.samovar.core.config.ModelRoute;
import dev.samovar.core.config.PolicySettings;
import dev.samovar.core.config.PrefixSettings;
import dev.samovar.core.config.Provider;
import dev.samovar.core.config.RouteRule;
import dev.samovar.core.config.Settings;
import dev.samovar.core.request.ReadPlan;

/** How much of a request has to be read, given the policies and rules of some settings. */
public final class Reading {
  /** Policies that ask how long a prompt is, and which endpoint holds its beginning. */
  private static final String BY_PROMPT =
      " expected-wait prefix-cache aigw llm-d higress sglang least-latency ";

  private Reading() {}

  /** The plan; the least one where nothing asks for more than the model. */
  public static ReadPlan of(Settings settings) {
    boolean prefix = usesPrompt(settings);
    boolean prompt = prefix;
    boolean user = settings.session().user();
    for (ModelRoute route : settings.models()) {
      for (RouteRule rule : route.rules()) {
        prompt |= rule.promptTokensFrom() > 0 || rule.promptTokensBelow() < Integer.MAX_VALUE;
        user |= rule.splitBy() == RouteRule.Split.USER;
      }
    }
    PrefixSettings blocks = settings.prefix();
    prefix &= blocks.enabled() && blocks.entries() > 0 && blocks.maxBlocks() > 0;
    if (!prompt && !user) {
      return ReadPlan.MODEL;
    }
    int blockBytes = Math.min(65_536, (blocks.blockTokens() * blocks.bytesPerToken() + 15) & ~15);
    return new ReadPlan(
        prompt,
        false,
        prefix,
        user,
        blockBytes,
        Math.max(1, blocks.maxBlocks()),
        blocks.bytesPerToken(),
        settings.imageTokens());
  }

  private static boolean usesPrompt(Settings settings) {
    boolean uses =
        settings.routingStrategyHeader()
            || byPrompt(settings.policy())
            || byPrompt(settings.shadowPolicy());
    for (Provider provider : settings.providers()) {
      uses |= byPrompt(provider.policy());
    }
    for (ModelRoute route : settings.models()) {
      uses |= byPrompt(route.policy());
    }
    return uses;
  }

  private static boolean byPrompt(PolicySettings policy) {
    return policy != null && BY_PROMPT.contains(' ' + policy.name() + ' ');
  }
}
