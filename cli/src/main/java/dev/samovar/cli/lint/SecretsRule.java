package dev.samovar.cli.lint;

import com.fasterxml.jackson.databind.JsonNode;
import dev.samovar.cli.deployment.Agent;
import dev.samovar.cli.deployment.Deployment;
import dev.samovar.cli.deployment.Plugin;
import dev.samovar.cli.document.Place;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A secret that stands as it is in a plugin configuration, which the proxy shows to whoever reads
 * its config dump, or in an agent's. The finding says where, never what.
 */
final class SecretsRule implements Rule {
  private static final List<String> NAMES =
      List.of("password", "token", "secret", "apikey", "bearer", "authorization", "credential");
  private static final Pattern VALUE =
      Pattern.compile(
          "(?i)(bearer\\s+\\S{8,}|sk-[\\w-]{16,}|[a-z][a-z0-9+.-]*://[^/\\s:@]*:[^/\\s@]+@.*)");
  private static final Pattern REFERENCE = Pattern.compile("env:\\w+|file:.*|\\$\\{?\\w+}?|/.*");

  @Override
  public void check(Deployment deployment, Findings out) {
    for (Plugin plugin : deployment.plugins()) {
      check(plugin.place(), plugin.node(), out);
      JsonNode variables =
          plugin.holder().path("vm_config").path("environment_variables").path("key_values");
      Place environment = plugin.holderPlace().at("vm_config").at("environment_variables");
      check(environment.at("key_values"), variables, out);
    }
    for (Agent agent : deployment.agents()) {
      check(agent.place(), agent.root(), out);
    }
  }

  private static void check(Place place, JsonNode node, Findings out) {
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      check(place.at(i), node.get(i), out);
    }
    node.properties()
        .forEach(
            field -> {
              Place at = place.at(field.getKey());
              JsonNode value = field.getValue();
              if (value.isTextual() && isSecret(field.getKey(), value.asText())) {
                out.error(
                    "secret",
                    at,
                    "holds a secret as it is",
                    "write env:NAME and give the secret to that variable");
              }
              check(at, value, out);
            });
  }

  private static boolean isSecret(String name, String value) {
    if (value.isBlank() || REFERENCE.matcher(value).matches()) {
      return false;
    }
    String plain = name.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
    return NAMES.stream().anyMatch(plain::endsWith) || VALUE.matcher(value).matches();
  }
}
