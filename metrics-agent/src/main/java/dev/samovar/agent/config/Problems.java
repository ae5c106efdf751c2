package dev.samovar.agent.config;

import java.util.ArrayList;
import java.util.List;

/** Errors and warnings collected while a configuration is read, in the order they were found. */
final class Problems {
  private final List<String> errors = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  void error(String path, String message) {
    errors.add(path + ": " + message);
  }

  void warning(String path, String message) {
    warnings.add(path + ": " + message);
  }

  List<String> errors() {
    return errors;
  }

  List<String> warnings() {
    return warnings;
  }
}
