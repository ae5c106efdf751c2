package dev.samovar.launcher;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A plugin configuration in a file, YAML or JSON. JSON goes to the filter as it stands; YAML is
 * written as JSON event by event, so that order, duplicates and numbers survive.
 */
final class PluginFile {

  private static final long MOST_BYTES = 16 << 20;

  private PluginFile() {}

  /**
   * Reads the file.
   *
   * @throws LauncherException when it is missing, unreadable or neither YAML nor JSON; the message
   *     begins with the path
   */
  static PluginDocument read(Path file) {
    String text = text(file);
    if (text.stripLeading().startsWith("{")) {
      PluginDocument json = PluginDocument.of(text);
      if (json.isValid() || file.toString().endsWith(".json")) {
        return json;
      }
    }
    return PluginDocument.of(toJson(file, text));
  }

  private static String text(Path file) {
    try {
      if (!Files.isRegularFile(file)) {
        throw new LauncherException(
            file + (Files.exists(file) ? ": is no file" : ": no such file"));
      }
      if (Files.size(file) > MOST_BYTES) {
        throw new LauncherException(file + ": is larger than 16 MiB");
      }
      byte[] bytes = Files.readAllBytes(file);
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new LauncherException(file + ": is not UTF-8 text", e);
    } catch (NoSuchFileException e) {
      throw new LauncherException(file + ": no such file", e);
    } catch (IOException e) {
      throw new LauncherException(file + ": cannot be read: " + e.getMessage(), e);
    }
  }

  private static String toJson(Path file, String text) {
    StringWriter json = new StringWriter();
    try (YAMLParser yaml = new YAMLFactory().createParser(text);
        JsonGenerator generator = new JsonFactory().createGenerator(json)) {
      if (yaml.nextToken() == null) {
        throw new LauncherException(file + ": is empty; name at least one provider");
      }
      int depth = 0;
      do {
        JsonToken token = yaml.currentToken();
        if (yaml.isCurrentAlias()) {
          throw new LauncherException(
              at(file, yaml.currentTokenLocation()) + ": aliases (*name) are not supported");
        }
        depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        generator.copyCurrentEvent(yaml);
      } while (depth > 0 && yaml.nextToken() != null);
      if (yaml.nextToken() != null) {
        throw new LauncherException(
            at(file, yaml.currentTokenLocation()) + ": holds a second document; keep one");
      }
    } catch (JsonProcessingException e) {
      String problem = e.getOriginalMessage().lines().findFirst().orElse("not understood");
      throw new LauncherException(
          at(file, e.getLocation()) + ": is neither YAML nor JSON: " + problem, e);
    } catch (IOException e) {
      throw new LauncherException(file + ": cannot be read: " + e.getMessage(), e);
    }
    return json.toString();
  }

  private static String at(Path file, JsonLocation where) {
    return where == null ? file.toString() : file + ":" + where.getLineNr();
  }
}
