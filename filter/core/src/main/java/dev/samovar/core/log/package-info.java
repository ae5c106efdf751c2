/**
 * Decisions as bytes, whole enough to be made again: what was asked, what was known, what was
 * chosen. Depends on {@code config}, {@code decision}, {@code exchange} for its primitives, {@code
 * fleet}, {@code json}, {@code policy} and {@code text}.
 */
package dev.samovar.core.log;
