/**
 * How one of several providers is picked. One small class a policy; each states its formula and
 * where it comes from. Depends on {@code snapshot}.
 */
package dev.samovar.core.policy;
