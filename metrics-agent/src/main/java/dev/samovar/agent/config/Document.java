package dev.samovar.agent.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/**
 * A configuration's text as a tree. What is no YAML or JSON is a {@link ConfigException} that
 * begins with the file or name, with line and column, and repeats nothing of the text.
 */
final class Document {
  private static final long MAX_FILE_BYTES = 1 << 20;

  private Document() {}

  static JsonNode read(Path file) {
    return parse(file.toString(), text(file));
  }

  private static String text(Path file) {
    try {
      if (Files.size(file) > MAX_FILE_BYTES) {
        throw unusable(file + ": must be at most 1 MiB");
      }
      return Files.readString(file);
    } catch (NoSuchFileException e) {
      throw unusable(file + ": no such file");
    } catch (CharacterCodingException e) {
      throw unusable(file + ": must be UTF-8");
    } catch (IOException e) {
      String why = Files.isDirectory(file) ? "a directory" : e.getClass().getSimpleName();
      throw unusable(file + ": cannot be read (" + why + ")");
    }
  }

  private static ConfigException unusable(String error) {
    return new ConfigException(List.of(error), List.of());
  }

  static JsonNode parse(String name, String document) {
    ObjectMapper mapper =
        new ObjectMapper(new YAMLFactory()).enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
    try (YAMLParser yaml = new YAMLFactory().createParser(document)) {
      JsonNode node = mapper.readTree(document);
      refuseWhatTheTreeHides(name, yaml);
      return node == null ? MissingNode.getInstance() : node;
    } catch (JsonProcessingException e) {
      throw unusable(at(name, e.getLocation()) + ": " + firstLine(e));
    } catch (IOException e) {
      throw unusable(name + ": cannot be read (" + e.getClass().getSimpleName() + ")");
    }
  }

  /** The tree holds an alias as its mere name, and of several documents only the first. */
  private static void refuseWhatTheTreeHides(String name, YAMLParser yaml) throws IOException {
    int depth = 0;
    boolean ended = false;
    for (JsonToken token; (token = yaml.nextToken()) != null; ) {
      String where = at(name, yaml.currentTokenLocation());
      if (ended) {
        throw unusable(where + ": holds a second document; keep one");
      }
      if (yaml.isCurrentAlias()) {
        throw unusable(where + ": aliases (*name) are not supported");
      }
      depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
      ended = depth == 0;
    }
  }

  private static String at(String name, JsonLocation at) {
    return at == null ? name : name + ":" + at.getLineNr() + ":" + at.getColumnNr();
  }

  /** The parser's words without the excerpt of the document, which may hold a secret. */
  private static String firstLine(JsonProcessingException e) {
    String message = e.getOriginalMessage();
    if (message.startsWith("Duplicate field")) {
      return message;
    }
    String first = message.lines().findFirst().orElse("");
    return "must be YAML or JSON: " + first.replaceAll("['\"`].*['\"`]", "…");
  }
}
