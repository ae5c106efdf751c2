package dev.samovar.cli.deployment;

import com.fasterxml.jackson.databind.JsonNode;
import dev.samovar.cli.document.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A configuration of the agent, as far as it must meet the filter's. */
public record Agent(Place place, JsonNode root) {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,6})?)(ms|s|m|h)");

  /**
   * A provider that the agent scrapes.
   *
   * @param key under which its load is written
   */
  public record Scraped(String name, String key) {}

  /** The providers with targets. */
  public List<Scraped> scraped() {
    List<Scraped> out = new ArrayList<>();
    for (JsonNode provider : root.path("providers")) {
      String name = provider.path("name").asText();
      if (provider.path("targets").size() > 0) {
        out.add(new Scraped(name, provider.path("key").asText(name)));
      }
    }
    return out;
  }

  /** What all metric keys begin with. */
  public String keyPrefix() {
    JsonNode redis = root.path("redis");
    return redis.path("keyPrefix").asText(redis.path("key_prefix").asText("ai_metric:"));
  }

  /** Milliseconds between two scrapes, 250 by default. */
  public long scrapeMillis() {
    String text = root.path("scrape").path("interval").asText("250ms");
    Matcher duration = DURATION.matcher(text);
    if (!duration.matches()) {
      return 250;
    }
    double number = Double.parseDouble(duration.group(1));
    return (long)
        switch (duration.group(2)) {
          case "ms" -> number;
          case "s" -> number * 1000;
          case "m" -> number * 60_000;
          default -> number * 3_600_000;
        };
  }
}
