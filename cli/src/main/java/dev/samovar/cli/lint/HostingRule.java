package dev.samovar.cli.lint;

import com.fasterxml.jackson.databind.JsonNode;
import dev.samovar.cli.deployment.Deployment;
import dev.samovar.cli.deployment.Plugin;
import dev.samovar.cli.document.Place;
import dev.samovar.core.config.Settings;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What stands around a plugin configuration: how a body is held, a trap survived, a VM shared. */
final class HostingRule implements Rule {
  private static final Pattern VARIABLE = Pattern.compile("\"env:([A-Za-z_][A-Za-z0-9_]*)\"");

  @Override
  public void check(Deployment deployment, Findings out) {
    Plugin first = null;
    for (Plugin plugin : deployment.plugins()) {
      switch (plugin.host()) {
        case ENVOY -> {
          envoy(plugin, out);
          first = first == null ? plugin : first;
          sameVm(first, plugin, out);
        }
        case GO_FILTER ->
            out.error(
                "go-filter",
                plugin.holderPlace(),
                "the configuration stands in Envoy's Go filter, which cannot run Samovar",
                "put the same value under envoy.filters.http.wasm with samovar.wasm");
        case ISTIO -> istio(plugin, out);
        case ENVOY_GATEWAY ->
            hold(
                plugin,
                "an EnvoyExtensionPolicy cannot let the filter hold the headers, and every request"
                    + " would hang",
                "set bodyRouting: headers, or patch the filter in by an EnvoyPatchPolicy",
                out);
        default -> {
          // A file says nothing of its host, and Higress holds the headers by itself.
        }
      }
    }
  }

  private static void envoy(Plugin plugin, Findings out) {
    JsonNode config = plugin.holder();
    Place place = plugin.holderPlace();
    if (!get(config, "allow_on_headers_stop_iteration", "allowOnHeadersStopIteration").asBoolean()
        && plugin.isRouter()) {
      hold(
          plugin,
          "without allow_on_headers_stop_iteration the body is never delivered, and every request"
              + " hangs until its timeout",
          "add allow_on_headers_stop_iteration: true (Envoy 1.35), or set bodyRouting: headers",
          out);
    }
    String policy = get(config, "failure_policy", "failurePolicy").asText();
    if (!policy.equals("FAIL_RELOAD")) {
      out.error(
          "fail-reload",
          place,
          "after an error in the VM every later request would "
              + (policy.equals("FAIL_OPEN") ? "go past the filter" : "get 503"),
          "set failure_policy: FAIL_RELOAD");
    } else if (get(
            get(config, "reload_config", "reloadConfig").path("backoff"),
            "base_interval",
            "baseInterval")
        .isMissingNode()) {
      out.warning(
          "fail-reload",
          place,
          "the default back-off answers 503 to unrelated requests for a second",
          "set reload_config: {backoff: {base_interval: 0.1s}}");
    }
    variables(plugin, out);
  }

  private static void hold(Plugin plugin, String problem, String mend, Findings out) {
    for (Settings settings : plugin.settings()) {
      if (settings.bodyRouting() == Settings.BodyRouting.HOLD && plugin.isRouter()) {
        out.error("hold", plugin.holderPlace(), problem, mend);
        return;
      }
    }
  }

  private static void istio(Plugin plugin, Findings out) {
    hold(
        plugin,
        "Istio's WasmPlugin cannot let the filter hold the headers, and every request would hang",
        "set bodyRouting: headers, or insert the filter by an EnvoyFilter with"
            + " allow_on_headers_stop_iteration: true",
        out);
    if (!plugin.holder().path("failStrategy").asText().equals("FAIL_RELOAD")) {
      out.warning(
          "fail-reload",
          plugin.holderPlace(),
          "after an error in the VM every later request would fail or go past the filter",
          "set failStrategy: FAIL_RELOAD, where this Istio knows it");
    }
  }

  /** Both placements count in one VM, which they share only where its configuration is the same. */
  private static void sameVm(Plugin first, Plugin plugin, Findings out) {
    JsonNode one = get(first.holder(), "vm_config", "vmConfig");
    JsonNode other = get(plugin.holder(), "vm_config", "vmConfig");
    if (one.equals(other)) {
      return;
    }
    Set<String> names = new LinkedHashSet<>();
    one.fieldNames().forEachRemaining(names::add);
    other.fieldNames().forEachRemaining(names::add);
    names.removeIf(name -> one.path(name).equals(other.path(name)));
    out.error(
        "vm-config",
        plugin.holderPlace().at("vm_config"),
        "differs in "
            + String.join(", ", names)
            + " from that of "
            + first.holderPlace()
            + ", so that both run in VMs of their own and count apart",
        "give both the same vm_config");
  }

  private static void variables(Plugin plugin, Findings out) {
    JsonNode known =
        get(
            get(plugin.holder(), "vm_config", "vmConfig"),
            "environment_variables",
            "environmentVariables");
    Set<String> passed = new LinkedHashSet<>();
    get(known, "host_env_keys", "hostEnvKeys").forEach(name -> passed.add(name.asText()));
    get(known, "key_values", "keyValues").fieldNames().forEachRemaining(passed::add);
    Matcher variable = VARIABLE.matcher(plugin.node().toString());
    while (variable.find()) {
      if (!passed.contains(variable.group(1))) {
        out.error(
            "variable",
            plugin.holderPlace(),
            "the plugin does not see the variable " + variable.group(1) + " that it names",
            "name it under vm_config.environment_variables.host_env_keys");
      }
    }
  }

  private static JsonNode get(JsonNode node, String snake, String camel) {
    return node.has(snake) ? node.path(snake) : node.path(camel);
  }
}
