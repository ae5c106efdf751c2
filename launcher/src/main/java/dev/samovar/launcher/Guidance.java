package dev.samovar.launcher;

import dev.samovar.core.config.Provider;
import dev.samovar.envoy.HostPort;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is printed once all is ready: where each part listens, and what to try. */
final class Guidance {

  private static final String GUIDE_PATH = "/masgod/v1/chat/completions";

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

  List<String> lines() {
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
    lines.add("  curl -X POST http://localhost:" + addresses.gateway().port() + path() + " \\");
    lines.add("    -H \"Content-Type: application/json\" \\");
    lines.add(
        "    -d '{\"model\":\"auto\",\"messages\":[{\"role\":\"user\",\"content\":\"你好\"}]}'");
    if (idle.model() != null && document.first().hasAgent()) {
      lines.add("The answer holds \"model\": \"" + idle.model() + "\".");
    }
    return lines;
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

  /** The guide's path, where the configuration reads it. */
  private String path() {
    List<String> suffixes = document.first().pathSuffixes();
    boolean reads =
        suffixes.stream().anyMatch(suffix -> suffix.equals("*") || GUIDE_PATH.endsWith(suffix));
    return reads || suffixes.isEmpty() ? GUIDE_PATH : "/v1" + suffixes.get(0);
  }
}
