/**
 * Scenario files: what fleet, what requests, which policies, and what that is to show. Depends on
 * the models that it fills, and on Jackson.
 */
package dev.samovar.cli.simulate.scenario;
