/**
 * The agent: reads engines' load, keeps it in the store, answers the filter's callouts. This
 * package puts the stages together; nothing depends on it.
 */
package dev.samovar.agent;
