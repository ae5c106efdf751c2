/**
 * Text and numbers in the small: UTF-8, ASCII, decimals, without the tables that the JDK's own
 * would bring into the compiled module. Depends on the JDK alone.
 */
package dev.samovar.core.text;
