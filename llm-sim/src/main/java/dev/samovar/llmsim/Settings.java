package dev.samovar.llmsim;

import dev.samovar.llmsim.engine.Pace;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one simulator is started with.
 *
 * @param host name or address to listen on
 * @param port 0 for any free one
 * @param name shown in answers; printable ASCII
 * @param model shown by {@code /v1/models} and in the metrics' labels
 * @param maxTokensDefault tokens of an answer when the client sets no limit, 1 to 32768
 * @param maxRunning sequences that run together, ≥ 1
 */
public record Settings(
    String host,
    int port,
    String name,
    String model,
    Pace pace,
    int maxTokensDefault,
    int maxRunning) {
  /** The flags' texts, in the order of the command line's help. */
  public record Flags(
      String port,
      String host,
      String name,
      String model,
      String engine,
      String ttft,
      String tokensPerSecond,
      String maxTokensDefault,
      String maxRunning) {}

  /** Settings that cannot be used; one line for each flag that is wrong. */
  public static final class WrongSettings extends RuntimeException {
    private final List<String> errors;

    WrongSettings(List<String> errors) {
      super(String.join("\n", errors));
      this.errors = List.copyOf(errors);
    }

    public List<String> errors() {
      return errors;
    }
  }

  private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(us|ms|s|m)");
  private static final long MOST_PREFILL = 3_600_000_000_000L;

  /** For tests: any free port on loopback, no prefill time, a million tokens a second. */
  public static Settings instant(String name) {
    return new Settings("127.0.0.1", 0, name, name, new Pace(0, 1_000), 16, 256);
  }

  public Settings withPace(long prefillNanos, long tokenNanos) {
    Pace changed = new Pace(prefillNanos, tokenNanos);
    return new Settings(host, port, name, model, changed, maxTokensDefault, maxRunning);
  }

  public Settings withMaxRunning(int slots) {
    return new Settings(host, port, name, model, pace, maxTokensDefault, slots);
  }

  public Settings withPort(int other) {
    return new Settings(host, other, name, model, pace, maxTokensDefault, maxRunning);
  }

  /**
   * Reads the command line.
   *
   * @throws WrongSettings with every flag that is wrong
   */
  static Settings read(Flags flags) {
    List<String> errors = new ArrayList<>();
    if (!flags.engine().equals("vllm")) {
      errors.add("--engine: '" + flags.engine() + "' is not known; expected vllm");
    }
    if (!flags.name().matches("[!-~]{1,128}")) {
      errors.add("--name: expected 1 to 128 printable ASCII characters without spaces");
    }
    if (flags.host().isBlank()) {
      errors.add("--host: empty; expected an address or a host name");
    }
    String model = flags.model() == null ? flags.name() : flags.model();
    if (model.isBlank()) {
      errors.add("--model: empty; expected a model's name");
    }
    Settings settings =
        new Settings(
            flags.host(),
            number("--port", flags.port(), 0, 65535, errors),
            flags.name(),
            model,
            new Pace(
                duration("--ttft", flags.ttft(), errors),
                tokenNanos("--tokens-per-second", flags.tokensPerSecond(), errors)),
            number("--max-tokens-default", flags.maxTokensDefault(), 1, 32_768, errors),
            number("--max-running", flags.maxRunning(), 1, 100_000, errors));
    if (!errors.isEmpty()) {
      throw new WrongSettings(errors);
    }
    return settings;
  }

  private static int number(String flag, String text, int least, int most, List<String> errors) {
    if (text.matches("[0-9]{1,6}")) {
      int value = Integer.parseInt(text);
      if (value >= least && value <= most) {
        return value;
      }
    }
    errors.add(flag + ": '" + text + "' is not a whole number from " + least + " to " + most);
    return least;
  }

  private static long tokenNanos(String flag, String text, List<String> errors) {
    if (text.matches("[0-9]{1,7}(\\.[0-9]{1,6})?")) {
      double rate = Double.parseDouble(text);
      if (rate >= 0.001 && rate <= 1_000_000) {
        return Math.round(1e9 / rate);
      }
    }
    errors.add(flag + ": '" + text + "' is not a rate from 0.001 to 1000000");
    return 1;
  }

  private static long duration(String flag, String text, List<String> errors) {
    Matcher matcher = DURATION.matcher(text);
    if (matcher.matches()) {
      long unit =
          switch (matcher.group(2)) {
            case "us" -> 1_000L;
            case "ms" -> 1_000_000L;
            case "s" -> 1_000_000_000L;
            default -> 60_000_000_000L;
          };
      long nanos = Long.parseLong(matcher.group(1)) * unit;
      if (nanos <= MOST_PREFILL) {
        return nanos;
      }
    }
    errors.add(flag + ": '" + text + "' is not a duration up to 60m, such as 20ms or 2s");
    return 0;
  }
}
