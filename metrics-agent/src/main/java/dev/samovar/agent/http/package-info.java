/**
 * The agent's HTTP side: a small server on Netty whose threads never wait, and the endpoints as
 * functions from a request to a stage of an answer. Depends on {@code store}, {@code metrics},
 * {@code time}.
 */
package dev.samovar.agent.http;
