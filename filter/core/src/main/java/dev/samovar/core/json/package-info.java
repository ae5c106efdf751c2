/**
 * A small JSON tree for documents that are read as a whole: configurations and the agent's answers.
 * Depends on {@code text}. Request bodies never come here, see {@code dev.samovar.core.request}.
 */
package dev.samovar.core.json;
