package dev.samovar.agent.http;

import java.util.Set;
import java.util.concurrent.CompletionStage;

/** Answers one path. Must not block: what takes time completes the stage later. */
@FunctionalInterface
public interface Endpoint {
  CompletionStage<Answer> answer(Request request);

  /** The methods that it answers. */
  default Set<String> methods() {
    return Set.of("GET");
  }

  /** The most bytes of a body that it reads; 0 for none: a body is then dropped unread. */
  default int maxBody() {
    return 0;
  }
}
