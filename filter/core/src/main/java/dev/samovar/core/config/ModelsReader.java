package dev.samovar.core.config;

import dev.samovar.core.config.RouteRule.Split;
import dev.samovar.core.json.JsonValue;
import dev.samovar.core.json.JsonValue.JsonString;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the native list of models: each with rules, or with the targets of its only rule, or with
 * neither for all providers.
 */
final class ModelsReader {
  private static final String TOKENS =
      "promptTokensFrom 0 0 2147483646 tokens promptTokensBelow 2147483647 1 2147483647 tokens";
  private static final String[] OF_ONE_RULE = {"targets", "splitBy"};

  /** So that a document of very many rules is read in time that grows with its size. */
  private static final int MOST_COMPARED = 64;

  private final List<Provider> providers;
  private final List<String> names = new ArrayList<>();
  private final Environment environment;
  private final boolean tenants;
  private final Map<String, String> seen = new HashMap<>();

  /**
   * @param tenants whether a header names the tenant
   */
  ModelsReader(List<Provider> providers, boolean tenants, Environment environment) {
    this.providers = providers;
    this.tenants = tenants;
    this.environment = environment;
    for (Provider provider : providers) {
      names.add(provider.name());
    }
  }

  List<ModelRoute> read(Section in) {
    List<ModelRoute> out = new ArrayList<>();
    List<Section> parts = in.parts("models");
    for (Section part : parts) {
      if (part != null) {
        name(part, part.text("name"), part.where("name"));
      }
    }
    for (Section part : parts) {
      if (part != null) {
        out.add(route(part));
      }
    }
    return out;
  }

  private ModelRoute route(Section in) {
    String pattern = in.required("name", "the model that clients ask for, prefix-* or *");
    int star = pattern.indexOf('*');
    if (star >= 0 && star < pattern.length() - 1) {
      in.wrong("name", "may have one *, at its end");
    }
    List<String> aliases = in.strings("aliases", List.of());
    for (int i = 0; i < aliases.size(); i++) {
      String where = in.where("aliases") + "[" + i + "]";
      if (aliases.get(i).indexOf('*') >= 0) {
        in.error(where, "must be a whole name, without *");
      }
      name(in, aliases.get(i), where);
    }
    ModelRoute route =
        new ModelRoute(
            pattern, aliases, rules(in), PolicyReader.read(in, "policy", environment, null));
    in.warnOfUnknown();
    return route;
  }

  private void name(Section in, String name, String where) {
    String before = seen.putIfAbsent(name, where);
    if (before != null && !name.isEmpty()) {
      in.error(where, "\"" + name + "\" stands at " + before + " already");
    }
  }

  private List<RouteRule> rules(Section in) {
    List<RouteRule> out = new ArrayList<>();
    if (!in.has("rules")) {
      out.add(rule(in, List.of(), null, 0, Integer.MAX_VALUE));
      return out;
    }
    for (String field : OF_ONE_RULE) {
      if (in.has(field)) {
        in.wrong(field, "stands beside " + in.at("rules") + "; put it into a rule");
      }
    }
    List<Section> parts = in.parts("rules");
    if (in.isEmptyList("rules")) {
      in.wrong("rules", "empty; give a rule, or leave it out for all providers");
    }
    for (Section part : parts) {
      if (part != null) {
        RouteRule rule = conditional(part);
        part.warnOfUnknown();
        warnOfCovered(part, out, out.size(), rule);
        out.add(rule);
      }
    }
    return out;
  }

  private RouteRule conditional(Section in) {
    int from = in.integer("promptTokensFrom", 0, 0, Integer.MAX_VALUE - 1, "tokens");
    int below = in.integer("promptTokensBelow", Integer.MAX_VALUE, 1, Integer.MAX_VALUE, "tokens");
    if (below <= from) {
      in.wrong("promptTokensBelow", "must be above promptTokensFrom, " + from);
    }
    String tenant = in.string("tenant", null);
    if (tenant != null && !tenants) {
      in.warn(in.where("tenant"), "never matches; tenantHeader names no header");
    }
    return rule(in, headers(in), tenant, from, below);
  }

  private static List<HeaderMatch> headers(Section in) {
    List<HeaderMatch> out = new ArrayList<>();
    for (Label label : in.labels("headers")) {
      String name = Names.lower(label.name());
      if (Names.isHeader(in, in.where("headers") + "." + label.name(), name)) {
        out.add(new HeaderMatch(name, label.value()));
      }
    }
    return out;
  }

  private RouteRule rule(
      Section in, List<HeaderMatch> headers, String tenant, int from, int below) {
    List<RouteTarget> targets = new ArrayList<>();
    List<JsonValue> elements = in.elements("targets", "a list of providers");
    boolean weighted = false;
    long weights = 0;
    String where = in.where("targets");
    for (int i = 0; elements != null && i < elements.size(); i++) {
      JsonValue element = elements.get(i);
      String at = where + "[" + i + "]";
      Section part = element instanceof JsonString ? null : in.object(at, element);
      RouteTarget target = null;
      if (part != null) {
        target = target(part);
        weighted |= part.has("weight");
      } else if (element instanceof JsonString name) {
        target = whole(provider(in, at, name.value()));
      }
      if (target != null) {
        weights += target.weight();
        targets.add(target);
      }
    }
    if (elements == null) {
      for (int i = 0; i < providers.size(); i++) {
        targets.add(whole(i));
      }
    } else if (elements.isEmpty()) {
      in.error(where, "empty; name a provider, or leave it out for all");
    } else if (weights == 0 && !targets.isEmpty()) {
      in.error(where, "all weights are zero; give one a weight");
    }
    return new RouteRule(
        headers,
        tenant,
        from,
        below,
        targets,
        split(in.choice("splitBy", weighted ? 0 : -1, "random user session")));
  }

  private static Split split(int choice) {
    return choice < 0
        ? Split.NONE
        : choice == 0 ? Split.RANDOM : choice == 1 ? Split.USER : Split.SESSION;
  }

  private RouteTarget whole(int index) {
    Provider provider = providers.isEmpty() ? null : providers.get(index);
    return provider == null
        ? null
        : new RouteTarget(index, provider.weight(), provider.priority(), List.of(), null, null);
  }

  private RouteTarget target(Section in) {
    String name = in.required("provider", "the name of a provider");
    int index = name.isEmpty() ? 0 : provider(in, in.at("provider"), name);
    RouteTarget whole = whole(index);
    String lora = Names.value(in, "lora", "leave it out for no adapter");
    String model = Names.value(in, "model", "leave it out for the provider's");
    RouteTarget target =
        new RouteTarget(
            index,
            ProvidersReader.weight(in, whole == null ? 1 : whole.weight()),
            ProvidersReader.priority(in, whole == null ? 0 : whole.priority()),
            in.labels("labels"),
            lora,
            model == null ? lora : model);
    in.warnOfUnknown();
    return target;
  }

  /** Index of a provider; 0 after an error. */
  private int provider(Section in, String where, String name) {
    int index = Spelling.indexOf(name, names);
    if (index < 0) {
      in.error(where, "\"" + name + "\" is no provider" + Spelling.meant(name, names));
    }
    return Math.max(index, 0);
  }

  /** Says where every request of a rule falls under one of the first {@code count} rules. */
  static void warnOfCovered(Section in, List<RouteRule> rules, int count, RouteRule rule) {
    for (int i = 0; i < count && i < MOST_COMPARED; i++) {
      RouteRule earlier = rules.get(i);
      if ((earlier.tenant() == null || earlier.tenant().equals(rule.tenant()))
          && earlier.promptTokensFrom() <= rule.promptTokensFrom()
          && earlier.promptTokensBelow() >= rule.promptTokensBelow()
          && hasAll(rule.headers(), earlier.headers())) {
        in.warn(in.path(), "is never reached; an earlier rule takes all that it would");
        return;
      }
    }
  }

  private static boolean hasAll(List<HeaderMatch> headers, List<HeaderMatch> wanted) {
    for (HeaderMatch match : wanted) {
      boolean found = false;
      for (int i = 0; i < headers.size() && !found; i++) {
        HeaderMatch other = headers.get(i);
        found = other.name().equals(match.name()) && other.value().equals(match.value());
      }
      if (!found) {
        return false;
      }
    }
    return true;
  }
}
