/**
 * Where values are kept: a seam ({@code Store}), Redis behind it by Lettuce (one server, Sentinel,
 * Cluster), memory behind it where no Redis is configured, and the cached state that readiness
 * tells. Nothing here blocks a caller; every wait has a deadline. Depends on {@code config}, {@code
 * metrics}, {@code time}.
 */
package dev.samovar.agent.store;
