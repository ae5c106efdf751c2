package dev.samovar.agent.config;

/** Targets found in one way and asked in one way. */
public record TargetGroup(Discovery discovery, Access access) {
  @Override
  public String toString() {
    return discovery + (access.equals(Access.PLAIN) ? "" : " " + access);
  }
}
