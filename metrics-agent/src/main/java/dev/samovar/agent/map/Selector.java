package dev.samovar.agent.map;

import dev.samovar.agent.parse.Sample;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which series are meant, written {@code name} or {@code name{label=value,…}}.
 *
 * @param labels that a series must carry with these values; it may carry more
 */
public record Selector(String name, Map<String, String> labels) {
  private static final Pattern FORM =
      Pattern.compile("([A-Za-z_:][A-Za-z0-9_:.]*)(?:\\{([^{}]*)})?");
  private static final Pattern LABEL =
      Pattern.compile("\\s*([A-Za-z_][A-Za-z0-9_]*)\\s*=\\s*(?:\"([^\"]*)\"|([^\",\\s]+))\\s*");

  public Selector {
    labels = Map.copyOf(labels);
  }

  static Selector parse(String text) {
    Matcher m = FORM.matcher(text.strip());
    if (!m.matches()) {
      throw new IllegalArgumentException(Source.FORMS);
    }
    Map<String, String> labels = new LinkedHashMap<>();
    if (m.group(2) != null && !m.group(2).isBlank()) {
      for (String pair : m.group(2).split(",")) {
        Matcher l = LABEL.matcher(pair);
        if (!l.matches()) {
          throw new IllegalArgumentException(Source.FORMS);
        }
        labels.put(l.group(1), l.group(2) != null ? l.group(2) : l.group(3));
      }
    }
    return new Selector(m.group(1), labels);
  }

  Selector suffixed(String suffix) {
    return new Selector(name + suffix, labels);
  }

  boolean matches(Sample sample) {
    return sample.name().equals(name)
        && (labels.isEmpty() || sample.labels().entrySet().containsAll(labels.entrySet()));
  }
}
