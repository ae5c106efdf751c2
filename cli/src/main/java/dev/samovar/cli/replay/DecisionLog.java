package dev.samovar.cli.replay;

import dev.samovar.core.log.DecisionLogEntry;
import dev.samovar.core.log.DecisionLogLine;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The entries in the lines of logs, and the configurations that were logged beside them. */
public final class DecisionLog {
  private static final Pattern LINE =
      Pattern.compile(
          "("
              + DecisionLogLine.ENTRY
              + "|"
              + DecisionLogLine.CONFIGURATION
              + ")([A-Za-z0-9_-]+)\\s*$");

  private final List<Entry> entries = new ArrayList<>();
  private final Map<Long, String> configurations = new HashMap<>();
  private final List<String> malformed = new ArrayList<>();

  /**
   * An entry and where it stands.
   *
   * @param where file and line
   */
  public record Entry(String where, DecisionLogEntry decision) {}

  /** Reads a log to its end; other lines are passed over. */
  public void read(Path file) throws IOException {
    // Logs hold bytes of all kinds; base64 is the same in each encoding.
    try (BufferedReader in =
        java.nio.file.Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      int number = 0;
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        number++;
        Matcher found = LINE.matcher(line);
        if (found.find()) {
          take(file + ":" + number, found.group(1), found.group(2));
        }
      }
    }
  }

  private void take(String where, String kind, String base64) {
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      malformed.add(where);
      return;
    }
    if (kind.equals(DecisionLogLine.CONFIGURATION)) {
      configuration(new String(bytes, StandardCharsets.UTF_8));
      return;
    }
    DecisionLogEntry entry = DecisionLogEntry.fromBytes(bytes);
    if (entry == null) {
      malformed.add(where);
    } else {
      entries.add(new Entry(where, entry));
    }
  }

  /** Makes a configuration known by what is logged of it. */
  public void configuration(String logged) {
    configurations.put(DecisionLogEntry.hash(logged), logged);
  }

  public List<Entry> entries() {
    return entries;
  }

  /** What was logged of the configuration of that hash, or {@code null}. */
  public String configuration(long hash) {
    return configurations.get(hash);
  }

  /** Lines that are cut off or changed. */
  public List<String> malformed() {
    return malformed;
  }
}
