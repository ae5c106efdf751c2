/**
 * A real Envoy for Samovar: finds or fetches the binary, writes its configuration from one template
 * and runs it as a process. May depend on the JDK only.
 */
package dev.samovar.envoy;
