package dev.samovar.core.config;

import java.util.List;

/**
 * A checked configuration document.
 *
 * @param placement where this plugin stands
 * @param global settings of all traffic that no rule takes, or {@code null} where such traffic
 *     passes
 * @param rules in order; the first that matches wins
 */
public record Configuration(Placement placement, Settings global, List<Rule> rules) {

  /** The settings of a request, or {@code null} where it is none of ours. */
  public Settings settingsOf(RequestScope scope) {
    for (Rule rule : rules) {
      if (rule.matches(scope)) {
        return rule.settings();
      }
    }
    return global;
  }
}
