package dev.samovar.cli.explain;

import java.util.List;

/** What is asked cannot be explained; each message begins with the file or flag that is wrong. */
public final class ExplainException extends RuntimeException {
  private static final long serialVersionUID = 1;

  ExplainException(String message) {
    super(message);
  }

  ExplainException(List<String> messages) {
    super(String.join("\n", messages));
  }
}
