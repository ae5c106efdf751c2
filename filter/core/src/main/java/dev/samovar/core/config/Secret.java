package dev.samovar.core.config;

/**
 * A secret out of the environment; as text it is the variable's name alone.
 *
 * @param variable name of the variable
 * @param value what it holds, or {@code null} where it is not set
 */
public record Secret(String variable, String value) {
  @Override
  public String toString() {
    return "env:" + variable;
  }
}
