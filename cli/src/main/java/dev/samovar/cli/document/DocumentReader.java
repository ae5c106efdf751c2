package dev.samovar.cli.document;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads files of YAML, of one document or several, or of JSON. Anchors and merge keys are resolved;
 * a key that stands twice is an error. At most {@value #MOST_BYTES} bytes, {@value #MOST_NODES}
 * values and {@value #MAX_DEPTH} levels.
 */
public final class DocumentReader {
  private static final int MOST_BYTES = 16 << 20;
  private static final int MOST_NODES = 1_000_000;
  private static final int MAX_DEPTH = 200;

  private final String file;
  private final Map<String, JsonNode> anchors = new HashMap<>();
  private int nodes;

  private DocumentReader(String file) {
    this.file = file;
  }

  /** The documents of a file; empty ones are left out. */
  public static List<Document> read(Path file) throws DocumentException {
    return parse(new Place(file.toString(), ""), text(file));
  }

  /** The documents of a text that stands at a place. */
  public static List<Document> parse(Place place, String text) throws DocumentException {
    DocumentReader reader = new DocumentReader(place.toString());
    List<JsonNode> roots = reader.roots(text);
    List<Document> out = new ArrayList<>();
    for (int i = 0; i < roots.size(); i++) {
      if (!roots.get(i).isNull()) {
        String number = roots.size() > 1 ? place.path() + "document " + (i + 1) + " " : null;
        out.add(
            new Document(number == null ? place : new Place(place.file(), number), roots.get(i)));
      }
    }
    return out;
  }

  /** The text of a file, which is UTF-8. */
  public static String text(Path file) throws DocumentException {
    String name = file.toString();
    try {
      if (!Files.exists(file)) {
        throw new DocumentException(name, "no such file");
      }
      if (!Files.isRegularFile(file) && Files.isDirectory(file)) {
        throw new DocumentException(name, "is a folder, not a file");
      }
      if (Files.size(file) > MOST_BYTES) {
        throw new DocumentException(name, "is larger than 16 MiB");
      }
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
      String text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new DocumentException(name, "is not UTF-8 text");
    } catch (IOException e) {
      throw new DocumentException(name, "cannot be read");
    }
  }

  private List<JsonNode> roots(String text) throws DocumentException {
    try {
      if (text.stripLeading().startsWith("{")) {
        try {
          return roots(new ObjectMapper(new JsonFactory()).createParser(text));
        } catch (JsonProcessingException e) {
          if (file.endsWith(".json")) {
            throw e;
          }
          anchors.clear();
        }
      }
      return roots(new YAMLFactory().createParser(text));
    } catch (JsonProcessingException e) {
      String problem = e.getOriginalMessage().lines().findFirst().orElse("not understood");
      throw new DocumentException(
          file + line(e.getLocation()), "is neither YAML nor JSON: " + problem);
    } catch (IOException e) {
      throw new DocumentException(file, "cannot be read");
    }
  }

  private List<JsonNode> roots(JsonParser in) throws IOException, DocumentException {
    List<JsonNode> roots = new ArrayList<>();
    try (in) {
      while (in.nextToken() != null) {
        roots.add(node(in, 0));
        anchors.clear();
      }
    }
    return roots;
  }

  private JsonNode node(JsonParser in, int depth) throws IOException, DocumentException {
    if (depth > MAX_DEPTH) {
      throw wrong(in, "is nested deeper than " + MAX_DEPTH + " levels");
    }
    count(in, 1);
    if (in instanceof YAMLParser yaml && yaml.isCurrentAlias()) {
      JsonNode known = anchors.get(in.getText());
      if (known == null) {
        throw wrong(in, "the alias *" + in.getText() + " has no anchor before it");
      }
      count(in, size(known));
      return known;
    }
    Object anchor = in.getObjectId();
    JsonNode node = value(in, depth);
    if (anchor != null) {
      anchors.put(anchor.toString(), node);
    }
    return node;
  }

  private JsonNode value(JsonParser in, int depth) throws IOException, DocumentException {
    JsonNodeFactory nodes = JsonNodeFactory.instance;
    switch (in.currentToken()) {
      case START_OBJECT:
        return object(in, depth);
      case START_ARRAY:
        ArrayNode array = nodes.arrayNode();
        while (in.nextToken() != JsonToken.END_ARRAY) {
          array.add(node(in, depth + 1));
        }
        return array;
      case VALUE_NUMBER_INT:
        return nodes.numberNode(in.getBigIntegerValue());
      case VALUE_NUMBER_FLOAT:
        return nodes.numberNode(in.getDecimalValue());
      case VALUE_TRUE:
        return nodes.booleanNode(true);
      case VALUE_FALSE:
        return nodes.booleanNode(false);
      case VALUE_NULL:
        return nodes.nullNode();
      default:
        return nodes.textNode(in.getText());
    }
  }

  private ObjectNode object(JsonParser in, int depth) throws IOException, DocumentException {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    ObjectNode merged = JsonNodeFactory.instance.objectNode();
    while (in.nextToken() != JsonToken.END_OBJECT) {
      String name = in.currentName();
      JsonToken token = in.nextToken();
      if (token == null) {
        throw wrong(in, "ends early");
      }
      JsonNode value = node(in, depth + 1);
      if (name.equals("<<") && value.isObject()) {
        merged.setAll((ObjectNode) value);
      } else if (object.has(name)) {
        throw wrong(in, "the key " + name + " stands twice in one map");
      } else {
        object.set(name, value);
      }
    }
    merged
        .properties()
        .forEach(
            field -> {
              if (!object.has(field.getKey())) {
                object.set(field.getKey(), field.getValue());
              }
            });
    return object;
  }

  private void count(JsonParser in, int more) throws DocumentException {
    nodes += more;
    if (nodes > MOST_NODES) {
      throw wrong(in, "holds more than " + MOST_NODES + " values");
    }
  }

  private static int size(JsonNode node) {
    int size = 1;
    for (JsonNode child : node) {
      size += size(child);
    }
    return Math.min(size, MOST_NODES);
  }

  private DocumentException wrong(JsonParser in, String problem) {
    return new DocumentException(file + line(in.currentTokenLocation()), problem);
  }

  private static String line(JsonLocation where) {
    return where == null ? "" : ":" + where.getLineNr();
  }
}
