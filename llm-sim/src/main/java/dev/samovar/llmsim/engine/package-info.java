/**
 * What computes: a queue, slots, prefill and decode over time, KV blocks and a prefix cache. Knows
 * neither HTTP nor JSON nor metric names; depends on {@code time} only.
 */
package dev.samovar.llmsim.engine;
