/**
 * Decisions: which provider a request goes to, and what has to be changed on the way.
 *
 * <p>Depends on the JDK alone, and on the part of it that the compiler to WebAssembly knows; has no
 * clock and no randomness of its own. Same inputs, same decision.
 */
package dev.samovar.core;
