package dev.samovar.core.config;

import dev.samovar.core.json.JsonValue;
import dev.samovar.core.json.JsonValue.JsonObject;
import dev.samovar.core.json.JsonValue.JsonString;
import dev.samovar.core.policy.Policies;
import dev.samovar.core.policy.Policies.Parameter;
import dev.samovar.core.text.Ascii;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a policy: a name, {@code env:NAME}, or an object of a name and parameters.
 *
 * <p>An alias is read as the policy's own name. A parameter that is left out has its default.
 */
final class PolicyReader {
  static final String REFERENCE = "env:";

  private PolicyReader() {}

  /** The policy of a field, or the fallback where it is absent or wrong. */
  static PolicySettings read(
      Section holder, String field, Environment environment, PolicySettings fallback) {
    Section in = holder.holderOf(field);
    JsonValue value = in.field(field);
    if (value == null) {
      return fallback;
    }
    String where = in.where(field);
    if (value instanceof JsonString text) {
      String word = text.value();
      if (isReference(word)) {
        String variable = word.substring(REFERENCE.length());
        word = environment.get(variable);
        if (word == null) {
          in.warn(where, "the variable " + variable + " is not set; the default counts");
          return fallback;
        }
      }
      return named(in, where, word, fallback);
    }
    if (!(value instanceof JsonObject)) {
      in.error(where, "must be a name or an object, not " + value.kind());
      return fallback;
    }
    Section part = in.part(field);
    String word = part.required("name", "the policy's name");
    if (word.isEmpty()) {
      return fallback;
    }
    int policy = Policies.find(word);
    if (policy < 0) {
      return named(part, part.at("name"), word, fallback);
    }
    Parameter[] table = Policies.parameters(policy);
    double[] parameters = new double[table.length];
    for (int i = 0; i < table.length; i++) {
      Parameter p = table[i];
      parameters[i] = part.number(p.name(), p.standard(), p.least(), p.most());
    }
    part.warnOfUnknown();
    return new PolicySettings(Policies.name(policy), parameters);
  }

  /** The policy of that name with its defaults; an error at a path where there is none. */
  static PolicySettings named(Section in, String where, String word, PolicySettings fallback) {
    PolicySettings found = of(word);
    if (found != null) {
      return found;
    }
    in.error(where, unknown(word));
    return fallback;
  }

  /** The policy of that name with its defaults, or {@code null}. */
  static PolicySettings of(String word) {
    int policy = Policies.find(word);
    return policy < 0 ? null : new PolicySettings(Policies.name(policy), Policies.standard(policy));
  }

  /** True for {@code env:NAME}. */
  static boolean isReference(String text) {
    int n = text.length();
    int start = REFERENCE.length();
    for (int i = start; i < n; i++) {
      char c = Ascii.lower(text.charAt(i));
      if ((c < 'a' || c > 'z') && c != '_' && (i == start || c < '0' || c > '9')) {
        return false;
      }
    }
    return n > start && text.startsWith(REFERENCE);
  }

  static String unknown(String word) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < Policies.count(); i++) {
      names.add(Policies.name(i));
    }
    return "\"" + word + "\" is unknown" + Spelling.oneOf(names);
  }
}
