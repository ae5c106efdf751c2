package dev.samovar.core.config;

import dev.samovar.core.text.Decimal;

/**
 * The metadata centre of the Istio LLM filter's environment, whose part the agent plays.
 *
 * <p>A variable that is no number in its range counts as its default, with a warning: Kubernetes
 * sets {@code METADATA_CENTER_PORT=tcp://…} by itself beside a service of that name. The variables
 * of the filter's own queue and workers have no meaning here.
 *
 * @param cluster the proxy's cluster of the agent; empty where it is not enabled, which is the
 *     default
 * @param timeoutMillis deadline of a query, milliseconds, 100 by default
 */
record MetadataCentre(String cluster, int timeoutMillis) {
  private static final String PREFIX = "METADATA_CENTER_";

  static MetadataCentre of(Section in, Environment environment) {
    int timeout = number(in, environment, PREFIX + "TIMEOUT_MS", 100, 3_600_000);
    if (!isTrue(environment, PREFIX + "ENABLED")) {
      return new MetadataCentre("", timeout);
    }
    String host = environment.get(PREFIX + "HOST");
    int port = number(in, environment, PREFIX + "PORT", 8080, 65_535);
    return new MetadataCentre(
        "outbound|" + port + "||" + (host == null || host.isEmpty() ? "localhost" : host), timeout);
  }

  /** True for {@code true} in any case and {@code 1}. */
  static boolean isTrue(Environment environment, String variable) {
    String value = environment.get(variable);
    return value != null && (value.equals("1") || Names.lower(value).equals("true"));
  }

  private static int number(
      Section in, Environment environment, String variable, int fallback, int most) {
    String text = environment.get(variable);
    if (text == null || text.isEmpty()) {
      return fallback;
    }
    double number = Decimal.parse(text);
    if (number >= 1 && number <= most && number == (int) number) {
      return (int) number;
    }
    in.warn(variable, "must be a whole number from 1 to " + most + "; " + fallback + " counts");
    return fallback;
  }
}
