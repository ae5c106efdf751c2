/** What a simulation found, as text, JSON and picture. Depends on the outcomes and on Jackson. */
package dev.samovar.cli.simulate.report;
