package dev.samovar.core.config;

import java.util.Arrays;

/**
 * A policy by name, with its parameters.
 *
 * @param name the policy's own name, never an alias
 * @param parameters in the order of the policy's table, complete and within their ranges; not to be
 *     changed
 */
public record PolicySettings(String name, double[] parameters) {
  @Override
  public boolean equals(Object other) {
    return other instanceof PolicySettings that
        && name.equals(that.name)
        && Arrays.equals(parameters, that.parameters);
  }

  @Override
  public int hashCode() {
    return name.hashCode() + Arrays.hashCode(parameters);
  }

  @Override
  public String toString() {
    return name + Arrays.toString(parameters);
  }
}
