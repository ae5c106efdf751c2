package dev.samovar.core.policy;

/** Takes the named parts of a cost. */
public interface Terms {
  /** One part. */
  void term(String name, double value);
}
