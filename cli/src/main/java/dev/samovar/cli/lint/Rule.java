package dev.samovar.cli.lint;

import dev.samovar.cli.deployment.Deployment;

/** Looks for one kind of mistake. */
interface Rule {
  void check(Deployment deployment, Findings out);
}
