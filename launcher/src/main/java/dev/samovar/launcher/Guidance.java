package dev.samovar.launcher;

import dev.samovar.core.config.Provider;
import dev.samovar.envoy.HostPort;
import dev.samovar.launcher.Engines.Engine;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What is printed once all is ready: where each part listens, and what to try. */
final class Guidance {

  private static final String GUIDE_PATH = "/masgod/v1/chat/completions";

  private static final String JSON = "-H \"Content-Type: application/json\"";
  private static final String QUESTION =
      "{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"你好\"}]}";

  private final Demo.Addresses addresses;
  private final Optional<RedisUri> redisUri;
  private final PluginDocument document;
  private final String file;

  Guidance(
      Demo.Addresses addresses, Optional<RedisUri> redisUri, PluginDocument document, String file) {
    this.addresses = addresses;
    this.redisUri = redisUri;
    this.document = document;
    this.file = file;
  }

  /** For the guide's demo, where the user tells the load. */
  List<String> lines() {
    List<String> lines = listeners();
    lines.add("");
    List<Provider> providers = document.providers();
    Provider idle = providers.get(providers.size() - 1);
    if (document.first().hasAgent()) {
      lines.add("Make " + idle.name() + " the least loaded:");
      for (Provider provider : providers) {
        lines.add("  " + redisCli() + " SET " + key(provider) + load(provider, idle));
      }
      addresses.redis().ifPresent(redis -> lines.addAll(withoutRedisCli(redis, idle)));
    }
    lines.add("Ask:");
    lines.addAll(ask());
    if (idle.model() != null && document.first().hasAgent()) {
      lines.add("The answer holds \"model\": \"" + idle.model() + "\".");
    }
    return lines;
  }

  /**
   * For simulated engines, whose load is scraped.
   *
   * @param servers where each engine listens
   * @param hasPage whether the agent shows a page to people
   */
  List<String> lines(Engines engines, Map<String, HostPort> servers, boolean hasPage) {
    List<String> lines = listeners();
    if (hasPage) {
      lines.add("  live page      http://" + addresses.agent() + "/");
    }
    for (Engine engine : engines.all()) {
      lines.add(
          String.format(
              Locale.ROOT, "  %-14s http://%s", engine.name(), servers.get(engine.name())));
    }
    Engine first = engines.all().get(0);
    lines.add("");
    if (engines.policy().isPresent()) {
      lines.addAll(ranked(engines.policy().get()));
    } else {
      lines.add("Ask; the least loaded engine answers, the first of those that are alike:");
      lines.addAll(ask());
      lines.add("The answer holds \"model\": \"" + first.name() + "\".");
      lines.add("Ask ten times a second, in a terminal of its own:");
      lines.add("  while sleep 0.1; do (curl -s " + url() + " \\");
      lines.add("    " + JSON + " -d '" + QUESTION + "' \\");
      lines.add("    | grep -o '\"model\": \"[^\"]*\"' &); done");
    }
    lines.add("Overload " + first.name() + ", and others answer until that has drained:");
    lines.add("  curl -X POST http://" + servers.get(first.name()) + "/_sim/knobs \\");
    lines.add("    -d '{\"load\":{\"waiting\":20,\"running\":60}}'");
    lines.add("See the load that decides, and what was decided:");
    String keys = String.join(",", engines.servers().keySet());
    lines.add("  curl 'http://" + addresses.agent() + "/v1/metrics?keys=" + keys + "'");
    lines.add(
        "  curl 'http://" + addresses.admin() + "/stats?usedonly&filter=samovar.*decisions$'");
    return lines;
  }

  /** Which endpoint has answered stands in a header, as those of a kind share one model. */
  private List<String> ranked(String policy) {
    List<String> lines = new ArrayList<>();
    lines.add("Ask; " + policy + " ranks the engines, and x-llm-sim names the one that answers:");
    lines.add("  curl -i -X POST " + url() + " \\");
    lines.add("    " + JSON + " -d '" + QUESTION + "'");
    lines.add("Ask why, and the header x-samovar-decision tells:");
    lines.add("  curl -i -X POST " + url() + " -H 'x-samovar-explain: 1' \\");
    lines.add("    " + JSON + " -d '" + QUESTION + "'");
    lines.add("Ask ten times a second, in a terminal of its own:");
    lines.add("  while sleep 0.1; do (curl -si " + url() + " \\");
    lines.add("    " + JSON + " -d '" + QUESTION + "' \\");
    lines.add("    | grep -i '^x-llm-sim' &); done");
    lines.add("Another policy for one request: -H 'routing-strategy: round-robin'");
    return lines;
  }

  private List<String> listeners() {
    List<String> lines = new ArrayList<>();
    lines.add("Samovar is ready.");
    lines.add("  gateway        http://" + addresses.gateway());
    lines.add("  Envoy's admin  http://" + addresses.admin());
    lines.add("  agent          http://" + addresses.agent());
    lines.add(
        "  Redis          "
            + addresses
                .redis()
                .map(HostPort::toString)
                .orElseGet(() -> redisUri.map(RedisUri::toString).orElse("")));
    lines.add("  configuration  " + file + " (save it to change it)");
    return lines;
  }

  private List<String> ask() {
    return List.of(
        "  curl -X POST " + url() + " \\", "    " + JSON + " \\", "    -d '" + QUESTION + "'");
  }

  private List<String> withoutRedisCli(HostPort redis, Provider idle) {
    StringBuilder commands = new StringBuilder();
    for (Provider provider : document.providers()) {
      commands.append("SET ").append(key(provider)).append(load(provider, idle)).append("; ");
    }
    return List.of(
        "  (without redis-cli, in bash: printf '"
            + commands.toString().replace("; ", "\\r\\n")
            + "QUIT\\r\\n' | { exec 3<>/dev/tcp/"
            + redis.host()
            + "/"
            + redis.port()
            + "; cat >&3; cat <&3; })");
  }

  private String redisCli() {
    return addresses
        .redis()
        .map(redis -> "redis-cli -p " + redis.port())
        .orElseGet(() -> "redis-cli -u " + redisUri.map(RedisUri::toString).orElse(""));
  }

  private String key(Provider provider) {
    String key = document.first().keyPrefix() + provider.key();
    return key.matches("[A-Za-z0-9_:./-]+") ? key : "'" + key.replace("'", "'\\''") + "'";
  }

  private static String load(Provider provider, Provider idle) {
    return provider.equals(idle) ? " 10" : " 90";
  }

  private String url() {
    return "http://localhost:" + addresses.gateway().port() + path();
  }

  /** The guide's path, where the configuration reads it. */
  private String path() {
    List<String> suffixes = document.first().pathSuffixes();
    boolean reads =
        suffixes.stream().anyMatch(suffix -> suffix.equals("*") || GUIDE_PATH.endsWith(suffix));
    return reads || suffixes.isEmpty() ? GUIDE_PATH : "/v1" + suffixes.get(0);
  }
}
