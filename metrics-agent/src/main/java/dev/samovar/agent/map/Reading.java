package dev.samovar.agent.map;

import dev.samovar.agent.parse.Sample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;

/** The samples of one scrape, read by one source after the other. */
record Reading(List<Sample> samples, List<String> ranks, History history, long nanos) {
  private static final int MOST_NAMES = 64;
  private static final int LONGEST_NAME = 128;

  /** The source's value; NaN when its series are there but tell nothing yet; empty without them. */
  Optional<Double> value(Source source, Rule.Combine combine) {
    List<Sample> first = series(source.selectors().get(0));
    if (first.isEmpty()) {
      return Optional.empty();
    }
    double value =
        switch (source.form()) {
          case VALUE -> combined(first, combine);
          case RATE -> history.rate(source, nanos, sum(first));
          case LABEL -> inLabel(first, source.label(), combine);
          case NAMES -> Double.NaN;
          case DIFFERENCE, RATIO, MEAN -> {
            List<Sample> second = series(source.selectors().get(1));
            yield second.isEmpty() ? Double.NEGATIVE_INFINITY : ofTwo(source, first, second);
          }
        };
    return value == Double.NEGATIVE_INFINITY
        ? Optional.empty()
        : Optional.of(value * source.scale());
  }

  private double ofTwo(Source source, List<Sample> first, List<Sample> second) {
    double a = sum(first);
    double b = sum(second);
    return switch (source.form()) {
      case DIFFERENCE -> Math.max(0, a - b);
      case RATIO -> b == 0 ? Double.NaN : a / b;
      default -> history.mean(source, nanos, a, b);
    };
  }

  /** The names in the label of the series with the greatest value, bounded. */
  List<String> names(Source source) {
    Sample latest = null;
    for (Sample sample : series(source.selectors().get(0))) {
      if (latest == null || sample.value() >= latest.value()) {
        latest = sample;
      }
    }
    if (latest == null) {
      return List.of();
    }
    return Arrays.stream(latest.labels().getOrDefault(source.label(), "").split(","))
        .map(String::strip)
        .filter(name -> !name.isEmpty() && name.length() <= LONGEST_NAME)
        .distinct()
        .limit(MOST_NAMES)
        .toList();
  }

  private List<Sample> series(Selector selector) {
    Map<Map<String, String>, Sample> bySeries = new LinkedHashMap<>();
    for (Sample sample : samples) {
      if (selector.matches(sample) && Double.isFinite(sample.value()) && sample.value() >= 0) {
        bySeries.put(sample.labels(), sample);
      }
    }
    if (ranks.isEmpty() || bySeries.size() < 2) {
      return List.copyOf(bySeries.values());
    }
    Map<Map<String, String>, Sample> lowest = new LinkedHashMap<>();
    for (Sample sample : bySeries.values()) {
      Map<String, String> rest = new HashMap<>(sample.labels());
      ranks.forEach(rest::remove);
      lowest.merge(rest, sample, (a, b) -> compareRanks(a, b) <= 0 ? a : b);
    }
    return List.copyOf(lowest.values());
  }

  private int compareRanks(Sample a, Sample b) {
    for (String rank : ranks) {
      int order = Integer.compare(number(a, rank), number(b, rank));
      if (order != 0) {
        return order;
      }
    }
    return 0;
  }

  private static int number(Sample sample, String rank) {
    String text = sample.labels().getOrDefault(rank, "");
    return text.matches("\\d{1,9}") ? Integer.parseInt(text) : Integer.MAX_VALUE;
  }

  private static double inLabel(List<Sample> series, String label, Rule.Combine combine) {
    List<Double> numbers = new ArrayList<>();
    for (Sample sample : series) {
      String text = sample.labels().getOrDefault(label, "");
      if (text.matches("\\d{1,15}(\\.\\d{1,9})?")) {
        numbers.add(Double.parseDouble(text));
      }
    }
    return numbers.isEmpty()
        ? Double.NaN
        : combined(numbers.stream().mapToDouble(Double::doubleValue), combine);
  }

  private static double sum(List<Sample> series) {
    return series.stream().mapToDouble(Sample::value).sum();
  }

  private static double combined(List<Sample> series, Rule.Combine combine) {
    return combined(series.stream().mapToDouble(Sample::value), combine);
  }

  private static double combined(DoubleStream values, Rule.Combine combine) {
    return switch (combine) {
      case SUM -> values.sum();
      case MAX -> values.max().orElseThrow();
    };
  }
}
