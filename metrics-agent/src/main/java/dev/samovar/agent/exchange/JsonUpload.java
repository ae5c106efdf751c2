package dev.samovar.agent.exchange;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads an {@link Upload} from JSON; fields that are not known are passed over. */
final class JsonUpload {
  private static final ObjectMapper JSON = new ObjectMapper();
  static final List<String> LEVELS = List.of("fresh", "aged", "local", "static", "pass-through");

  private JsonUpload() {}

  static Upload read(byte[] body) {
    JsonNode root;
    try {
      root = JSON.readTree(body);
    } catch (JsonProcessingException e) {
      throw new MalformedExchange("body: must be JSON");
    } catch (IOException e) {
      throw new MalformedExchange("body: must be UTF-8");
    }
    if (root == null || !root.isObject()) {
      throw new MalformedExchange("body: must be a JSON object");
    }
    if (root.path("version").asInt(Upload.VERSION) != Upload.VERSION) {
      throw new MalformedExchange("version: must be " + Upload.VERSION);
    }
    return new Upload(
        root.path("instance").asText(),
        number(root, "sequence"),
        text(root, "proxy"),
        (int) Math.min(1024, number(root, "workers")),
        hash(root.path("epoch").asText("0"), "epoch"),
        number(root, "revision"),
        number(root, "newsCursor"),
        root.path("full").asBoolean(),
        keys(root.path("keys")),
        counts(list(root, "endpoints", Upload.MAX_ENDPOINTS)),
        usage(list(root, "usage", Upload.MAX_USAGE)),
        prefixes(list(root, "prefixes", Upload.MAX_ENDPOINTS)),
        decisions(list(root, "decisions", Upload.MAX_DECISIONS)));
  }

  private static Optional<Upload.Keys> keys(JsonNode node) {
    if (node.isMissingNode() || node.isNull()) {
      return Optional.empty();
    }
    List<String> names = new ArrayList<>();
    list(node, "names", Upload.MAX_KEYS).forEach(n -> names.add(bounded(n.asText(), "keys")));
    return Optional.of(new Upload.Keys(text(node, "prefix"), names));
  }

  private static List<Upload.Counts> counts(List<JsonNode> nodes) {
    return nodes.stream()
        .map(
            n ->
                new Upload.Counts(
                    ref(n),
                    number(n, "inFlight"),
                    number(n, "pendingPromptTokens"),
                    number(n, "requests"),
                    number(n, "errors"),
                    number(n, "timeToFirstTokenUs"),
                    number(n, "latencyUs")))
        .toList();
  }

  private static List<String> usage(List<JsonNode> nodes) {
    List<String> records = new ArrayList<>();
    for (JsonNode node : nodes) {
      String text = node.toString();
      if (text.length() > Upload.MAX_USAGE_BYTES) {
        throw new MalformedExchange("usage: must be at most 4096 bytes");
      }
      records.add(text);
    }
    return records;
  }

  private static List<Upload.Prefixes> prefixes(List<JsonNode> nodes) {
    List<Upload.Prefixes> all = new ArrayList<>();
    int left = Upload.MAX_HASHES;
    for (JsonNode node : nodes) {
      List<JsonNode> hashes = list(node, "hashes", left);
      left -= hashes.size();
      all.add(
          new Upload.Prefixes(
              ref(node), hashes.stream().mapToLong(h -> hash(h.asText(), "hashes")).toArray()));
    }
    return all;
  }

  private static List<Upload.Decision> decisions(List<JsonNode> nodes) {
    return nodes.stream()
        .map(
            n ->
                new Upload.Decision(
                    number(n, "ageMs"),
                    text(n, "model"),
                    text(n, "provider"),
                    text(n, "address"),
                    text(n, "reason"),
                    level(n.path("level").asText("fresh"))))
        .toList();
  }

  private static int level(String name) {
    int level = LEVELS.indexOf(name);
    if (level < 0) {
      throw new MalformedExchange("level: must be one of: " + String.join(", ", LEVELS));
    }
    return level;
  }

  private static Upload.Ref ref(JsonNode node) {
    return new Upload.Ref(-1, text(node, "provider"), text(node, "address"));
  }

  private static List<JsonNode> list(JsonNode node, String name, int most) {
    JsonNode array = node.path(name);
    if (!array.isArray() && !array.isMissingNode() && !array.isNull()) {
      throw new MalformedExchange(name + ": must be a list");
    }
    if (array.size() > most) {
      throw new MalformedExchange(name + ": must be at most " + most);
    }
    List<JsonNode> nodes = new ArrayList<>();
    array.forEach(nodes::add);
    return nodes;
  }

  private static long number(JsonNode node, String name) {
    JsonNode value = node.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return 0;
    }
    if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
      throw new MalformedExchange(name + ": must be a whole number of at least 0");
    }
    return value.longValue();
  }

  private static String text(JsonNode node, String name) {
    return bounded(node.path(name).asText(), name);
  }

  private static String bounded(String text, String what) {
    if (text.length() > Upload.MAX_TEXT) {
      throw new MalformedExchange(what + ": must be at most " + Upload.MAX_TEXT + " characters");
    }
    return text;
  }

  private static long hash(String hex, String what) {
    if (!hex.matches("[0-9a-fA-F]{1,16}")) {
      throw new MalformedExchange(what + ": must be 1 to 16 hexadecimal digits");
    }
    return Long.parseUnsignedLong(hex, 16);
  }
}
