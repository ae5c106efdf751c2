package dev.samovar.core.decision;

/**
 * The record of one choice.
 *
 * @param provider index in the configured order
 * @param level how much it could rely on
 * @param reason the policy or the want that led to it
 * @param ageMillis age of the metrics used, or -1 where none were
 */
public record Decision(int provider, DegradeLevel level, String reason, long ageMillis) {}
