package dev.samovar.cli.simulate.gateway;

import dev.samovar.cli.simulate.workload.Request;

/**
 * One place where choices are made, with what it knows: a worker of a gateway, a gateway, or one
 * picker for all. Replicas are numbered from 0, times are microseconds.
 */
public interface Chooser {
  /** Ranks the replicas that a request may go to; none where none is known. */
  void choose(Request request, long now, Choice into);

  /** The request is sent to the replica that the choice is at. */
  default void began(Request request, Choice choice, long now) {}

  /** Its first token came after {@code took}. */
  default void firstToken(Request request, Choice choice, long took, long now) {}

  /** Its answer ended after {@code took}. */
  default void ended(Request request, Choice choice, long took, long now) {}

  /** The replica refused it. */
  default void refused(Request request, Choice choice, long now) {}
}
