/**
 * What computes: a queue, a batch that goes step by step, KV blocks with a prefix cache, adapters,
 * and load without clients. Knows neither HTTP nor JSON nor metric names; depends on {@code time}
 * only.
 */
package dev.samovar.llmsim.engine;
