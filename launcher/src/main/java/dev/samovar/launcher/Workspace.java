package dev.samovar.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The project's files that the launcher knows: what the build makes, and what a run leaves under
 * {@code .samovar}.
 *
 * @param root the project's root
 */
record Workspace(Path root) {

  static final String ROOT_PROPERTY = "samovar.root";

  /**
   * The project that {@code ./samovar} belongs to.
   *
   * @throws LauncherException when the launcher was not started by it
   */
  static Workspace current() {
    String root = System.getProperty(ROOT_PROPERTY);
    if (root == null) {
      throw new LauncherException(ROOT_PROPERTY + ": is not set; start Samovar with ./samovar");
    }
    return new Workspace(Path.of(root).toAbsolutePath().normalize());
  }

  Path agentJar() {
    return root.resolve("metrics-agent/target/samovar-agent.jar");
  }

  Path simulatorJar() {
    return root.resolve("llm-sim/target/samovar-llm-sim.jar");
  }

  Path wasm() {
    return root.resolve("filter/plugin/target/samovar.wasm");
  }

  Path demoConfiguration() {
    return root.resolve("deploy/demo/plugin.yaml");
  }

  Path run() {
    return root.resolve(".samovar");
  }

  Path state() {
    return run().resolve("run.json");
  }

  Path lock() {
    return run().resolve("lock");
  }

  Path launcherLog() {
    return run().resolve("up.log");
  }

  Path envoy() {
    return run().resolve("envoy");
  }

  Path redis() {
    return run().resolve("redis");
  }

  Path agentConfiguration() {
    return run().resolve("agent.yaml");
  }

  /** The plugin configuration of simulated engines. */
  Path pluginConfiguration() {
    return run().resolve("plugin.yaml");
  }

  /** The log of a child; a name that is no file name is made one. */
  Path log(String child) {
    String name = child.replaceAll("[^A-Za-z0-9._-]", "_");
    if (!name.equals(child)) {
      name += "-" + Integer.toHexString(child.hashCode());
    }
    return run().resolve("logs").resolve(name + ".log");
  }

  /** Makes the directories of a run. */
  void prepare() {
    try {
      Files.createDirectories(run().resolve("logs"));
      Files.createDirectories(envoy());
      Files.createDirectories(redis());
    } catch (IOException e) {
      throw new LauncherException(run() + ": cannot be made: " + e.getMessage(), e);
    }
  }
}
