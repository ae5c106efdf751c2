package dev.samovar.cli.simulate.scenario;

import java.util.List;

/** A scenario that cannot be run, with every reason. */
public final class ScenarioException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient List<String> errors;

  /**
   * @param errors one line each, beginning with the path
   */
  public ScenarioException(List<String> errors) {
    super(String.join("\n", errors));
    this.errors = List.copyOf(errors);
  }

  public List<String> errors() {
    return errors;
  }
}
