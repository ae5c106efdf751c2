/** Benchmarks: main classes that print figures and assert nothing. */
package dev.samovar.agent.bench;
