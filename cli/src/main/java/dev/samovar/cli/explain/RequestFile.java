package dev.samovar.cli.explain;

import dev.samovar.cli.document.DocumentException;
import dev.samovar.cli.document.DocumentReader;
import dev.samovar.core.decision.Ask;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A request out of a file: a body alone, which is then a JSON POST, or an HTTP message whose first
 * line is {@code POST /v1/chat/completions}, with headers and an empty line before the body.
 *
 * @param headers by lower-case name
 */
public record RequestFile(String method, String path, Map<String, String> headers, byte[] body)
    implements Ask.Headers {
  private static final Pattern FIRST = Pattern.compile("([A-Z]{3,10}) (/\\S*|\\*)(?: HTTP/\\S+)?");

  /**
   * Reads the file.
   *
   * @param path where the file has no first line
   * @param more headers, which go before those of the file
   * @throws ExplainException where it cannot be read
   */
  public static RequestFile read(Path file, String path, Map<String, String> more) {
    String text;
    try {
      text = DocumentReader.text(file);
    } catch (DocumentException e) {
      throw new ExplainException(e.getMessage());
    }
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("content-type", "application/json");
    String method = "POST";
    String target = path;
    String body = text;
    Matcher first = FIRST.matcher(text.lines().findFirst().orElse("").strip());
    if (first.matches()) {
      method = first.group(1);
      target = first.group(2);
      Matcher end = Pattern.compile("\r?\n\r?\n").matcher(text);
      boolean ended = end.find();
      head(file, text.substring(0, ended ? end.start() : text.length()), headers);
      body = ended ? text.substring(end.end()) : "";
    }
    more.forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value));
    return new RequestFile(method, target, headers, body.getBytes(StandardCharsets.UTF_8));
  }

  private static void head(Path file, String head, Map<String, String> into) {
    List<String> lines = head.lines().toList();
    for (int i = 1; i < lines.size(); i++) {
      int colon = lines.get(i).indexOf(':', 1);
      if (colon < 0) {
        throw new ExplainException(file + ":" + (i + 1) + ": must be a header, name: value");
      }
      into.put(
          lines.get(i).substring(0, colon).strip().toLowerCase(Locale.ROOT),
          lines.get(i).substring(colon + 1).strip());
    }
  }

  @Override
  public String get(String name) {
    return headers.get(name);
  }
}
