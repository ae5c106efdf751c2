/**
 * TLS from PEM files: contexts for the agent's client and server sides. Depends on {@code config}
 * and, for the server, on Netty's handler.
 */
package dev.samovar.agent.tls;
