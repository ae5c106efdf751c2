/**
 * Time as the agent sees it: one seam, so that ages and deadlines are tested without waiting.
 * Depends on nothing.
 */
package dev.samovar.agent.time;
