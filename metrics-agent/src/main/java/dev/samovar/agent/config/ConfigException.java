package dev.samovar.agent.config;

import java.util.List;

/** A configuration that cannot be used: every error, each beginning with its path. */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient List<String> errors;

  private final transient List<String> warnings;

  public ConfigException(List<String> errors, List<String> warnings) {
    super(String.join("\n", errors));
    this.errors = List.copyOf(errors);
    this.warnings = List.copyOf(warnings);
  }

  public List<String> warnings() {
    return warnings;
  }

  public List<String> errors() {
    return errors;
  }
}
