/**
 * The choice itself: the degrade ladder over the policies. Depends on {@code config}, {@code
 * policy} and {@code snapshot}.
 */
package dev.samovar.core.decision;
