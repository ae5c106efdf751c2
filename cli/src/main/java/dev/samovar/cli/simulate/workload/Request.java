package dev.samovar.cli.simulate.workload;

import dev.samovar.cli.simulate.engine.Prompt;

/**
 * One request of a workload.
 *
 * @param number its own; draws that belong to it come from this, whatever the policy
 * @param at microseconds since the run began
 * @param outputTokens of its answer
 * @param turn of the user in its conversation, from 1
 * @param turnTokens tokens of that turn, the end of the prompt
 * @param adapter number of its LoRA adapter, -1 for none
 */
public record Request(
    long number, long at, Prompt prompt, int outputTokens, int turn, int turnTokens, int adapter) {}
