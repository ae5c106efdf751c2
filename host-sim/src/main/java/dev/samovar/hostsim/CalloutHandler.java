package dev.samovar.hostsim;

/** Stands for the cluster that a guest calls. */
@FunctionalInterface
public interface CalloutHandler {

  /** Answers a call; {@link Answer#never()} leaves it to its deadline. */
  Answer answer(HttpCallout call);
}
