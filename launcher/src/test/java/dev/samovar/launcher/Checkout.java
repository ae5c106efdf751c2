package dev.samovar.launcher;

import dev.samovar.envoy.EnvoyBinary;
import java.nio.file.Path;

/** The checkout that the tests run in. */
final class Checkout {

  private Checkout() {}

  static Path root() {
    return EnvoyBinary.projectRoot();
  }
}
