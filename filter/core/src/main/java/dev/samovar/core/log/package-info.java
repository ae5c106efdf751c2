/**
 * Decisions as bytes, whole enough to be made again: what was asked, what was known, what was
 * chosen. Depends on {@code config}, {@code decision}, {@code exchange} for its primitives, {@code
 * fleet}, {@code policy}, {@code prefix} and {@code text}.
 */
package dev.samovar.core.log;
