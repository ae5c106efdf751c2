package dev.samovar.cli.explain;

import dev.samovar.core.config.Settings;
import dev.samovar.core.decision.Decision;
import dev.samovar.core.request.ApiError;

/** What the filter would do with a request. */
public sealed interface Explained {

  /**
   * It decides.
   *
   * @param json as the filter tells it
   * @param model that the client asks for, or {@code null} where the body is not read
   * @param snapshot the snapshot's name, or empty
   */
  record Decided(Settings settings, Decision decision, String json, String model, String snapshot)
      implements Explained {}

  /** It answers the client itself. */
  record Refused(ApiError error) implements Explained {}

  /** It lets the request pass. */
  record Passed(String reason) implements Explained {}
}
