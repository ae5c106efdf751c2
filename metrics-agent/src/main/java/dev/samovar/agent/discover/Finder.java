package dev.samovar.agent.discover;

import java.util.concurrent.CompletionStage;

/** Asks one source of targets. The stage completes within ten seconds. */
@FunctionalInterface
public interface Finder {
  CompletionStage<Finding> find();
}
