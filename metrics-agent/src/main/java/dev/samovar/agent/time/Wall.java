package dev.samovar.agent.time;

/** The time of day in milliseconds since 1970, for people and other machines; it may jump. */
@FunctionalInterface
public interface Wall {
  Wall SYSTEM = System::currentTimeMillis;

  long millis();
}
