package dev.samovar.core.log;

import dev.samovar.core.config.Configuration;
import dev.samovar.core.config.ConfigurationReader;
import dev.samovar.core.config.Environment;
import dev.samovar.core.config.Rule;
import dev.samovar.core.config.Settings;
import java.util.List;

/**
 * What is logged of a configuration: a line {@code NAME=value} for each variable of the environment
 * that it was read with, no secret among them, behind an empty one, then the document by {@link
 * Redaction}. As an object, an environment that remembers what it was asked for.
 */
public final class LoggedConfiguration implements Environment {
  private final Environment environment;
  private String variables = Lines.NONE;

  public LoggedConfiguration(Environment environment) {
    this.environment = environment;
  }

  @Override
  public String get(String name) {
    String value = environment.get(name);
    if (value != null) {
      variables = Lines.with(variables, name, value);
    }
    return value;
  }

  @Override
  public String secret(String name) {
    return environment.get(name);
  }

  /** What is to be logged of a document that was read with this environment, without an error. */
  public String text(String json) {
    return variables + Redaction.of(json);
  }

  /** Reads what {@link #text} wrote; {@code null} for what is no configuration. */
  public static Configuration read(String text) {
    return ConfigurationReader.read(
            text.substring(text.lastIndexOf('\n') + 1), name -> Lines.value(text, name))
        .configuration();
  }

  /** The settings of a part, {@code null} where there is none: 0 are those beside the rules. */
  public static Settings part(Configuration configuration, int part) {
    if (configuration == null || part < 0) {
      return null;
    }
    List<Rule> rules = configuration.rules();
    return part == 0
        ? configuration.global()
        : part <= rules.size() ? rules.get(part - 1).settings() : null;
  }
}
