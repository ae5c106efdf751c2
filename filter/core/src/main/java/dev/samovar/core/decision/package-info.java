/**
 * The choice itself: a model's rule, its candidates, a policy over them, and the degrade ladder.
 * Depends on {@code config}, {@code fleet}, {@code policy}, {@code prefix}, {@code request} and,
 * for explanations, {@code json} and {@code text}.
 */
package dev.samovar.core.decision;
