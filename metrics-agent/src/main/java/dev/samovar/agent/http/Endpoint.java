package dev.samovar.agent.http;

import java.util.concurrent.CompletionStage;

/** Answers one path. Must not block: what takes time completes the stage later. */
@FunctionalInterface
public interface Endpoint {
  CompletionStage<Answer> answer(Request request);
}
