package dev.samovar.hostsim;

/**
 * One header as it stands in a map.
 *
 * @param name lower case
 * @param value as text, UTF-8
 */
public record Header(String name, String value) {

  @Override
  public String toString() {
    return name + ": " + value;
  }
}
