package dev.samovar.llmsim;

import dev.samovar.llmsim.engine.Capacity;
import dev.samovar.llmsim.engine.Pace;
import dev.samovar.llmsim.metrics.Spelling;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one simulator is started with.
 *
 * @param host name or address to listen on
 * @param port 0 for any free one
 * @param name shown in answers; printable ASCII
 * @param model shown by {@code /v1/models} and in the metrics' labels
 * @param engine whose metrics are spoken
 * @param adapters names of LoRA adapters, which are models of their own to clients
 * @param maxTokensDefault tokens of an answer when the client sets no limit, 1 to 32768
 */
public record Settings(
    String host,
    int port,
    String name,
    String model,
    Spelling engine,
    Pace pace,
    Capacity capacity,
    List<String> adapters,
    int maxTokensDefault) {
  public Settings {
    adapters = List.copyOf(adapters);
  }

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
    return new Settings(
        "127.0.0.1",
        0,
        name,
        name,
        Spelling.VLLM,
        new Pace(0, 1_000),
        Capacity.ofSlots(256),
        List.of(),
        16);
  }

  public Settings withPace(long prefillNanos, long tokenNanos) {
    return with(port, engine, new Pace(prefillNanos, tokenNanos), capacity, adapters);
  }

  public Settings withMaxRunning(int slots) {
    return with(port, engine, pace, Capacity.ofSlots(slots), adapters);
  }

  public Settings withPort(int other) {
    return with(other, engine, pace, capacity, adapters);
  }

  public Settings withEngine(Spelling other) {
    return with(port, other, pace, capacity, adapters);
  }

  /** Serves {@code names} as LoRA adapters, all of them together. */
  public Settings withAdapters(String... names) {
    Capacity wider =
        new Capacity(
            capacity.slots(),
            capacity.blocks(),
            capacity.blockTokens(),
            capacity.contextTokens(),
            capacity.stepTokens(),
            names.length);
    return with(port, engine, pace, wider, List.of(names));
  }

  private Settings with(
      int otherPort, Spelling spelling, Pace speed, Capacity size, List<String> names) {
    return new Settings(
        host, otherPort, name, model, spelling, speed, size, names, maxTokensDefault);
  }

  /**
   * Reads the command line.
   *
   * @throws WrongSettings with every flag that is wrong
   */
  static Settings read(Flags flags) {
    List<String> errors = new ArrayList<>();
    Optional<Spelling> engine = Spelling.of(flags.engine);
    if (engine.isEmpty()) {
      errors.add(
          "--engine: '" + flags.engine + "' is not known; expected one of " + Spelling.flags());
    }
    if (!flags.name.matches("[!-~]{1,128}")) {
      errors.add("--name: expected 1 to 128 printable ASCII characters without spaces");
    }
    if (flags.host.isBlank()) {
      errors.add("--host: empty; expected an address or a host name");
    }
    String model = flags.model == null ? flags.name : flags.model;
    if (model.isBlank()) {
      errors.add("--model: empty; expected a model's name");
    }
    List<String> adapters = adapters(flags.lora, errors);
    Settings settings =
        new Settings(
            flags.host,
            number("--port", flags.port, 0, 65535, errors),
            flags.name,
            model,
            engine.orElse(Spelling.VLLM),
            new Pace(
                duration("--ttft", flags.ttft, errors),
                tokenNanos("--tokens-per-second", flags.tokensPerSecond, errors),
                promptTokenNanos(flags.prefillTokensPerSecond, errors)),
            capacity(flags, adapters, errors),
            adapters,
            number("--max-tokens-default", flags.maxTokensDefault, 1, 32_768, errors));
    if (!errors.isEmpty()) {
      throw new WrongSettings(errors);
    }
    return settings;
  }

  private static Capacity capacity(Flags flags, List<String> adapters, List<String> errors) {
    int together =
        flags.maxLora == null
            ? adapters.size()
            : number("--max-lora", flags.maxLora, 1, 1_000, errors);
    if (flags.maxLora != null && adapters.isEmpty()) {
      errors.add("--max-lora: there are no adapters; name them by --lora");
    }
    return new Capacity(
        number("--max-running", flags.maxRunning, 1, 100_000, errors),
        number("--kv-blocks", flags.kvBlocks, 1, 1_000_000, errors),
        number("--block-size", flags.blockSize, 1, 1_024, errors),
        number("--max-model-len", flags.maxModelLen, 1, 1_000_000, errors),
        number("--max-batched-tokens", flags.maxBatchedTokens, 1, 1_000_000, errors),
        together);
  }

  private static List<String> adapters(String text, List<String> errors) {
    if (text == null) {
      return List.of();
    }
    List<String> names = List.of(text.split(",", -1));
    for (String name : names) {
      if (!name.matches("[!-~]{1,128}")) {
        errors.add("--lora: '" + name + "' is not a name; expected some, with commas between");
      }
    }
    if (Set.copyOf(names).size() < names.size()) {
      errors.add("--lora: a name stands twice in '" + text + "'");
    }
    return names;
  }

  private static long promptTokenNanos(String text, List<String> errors) {
    return text.equals("0") ? 0 : tokenNanos("--prefill-tokens-per-second", text, errors);
  }

  private static int number(String flag, String text, int least, int most, List<String> errors) {
    if (text.matches("[0-9]{1,7}")) {
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
