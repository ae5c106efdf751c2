/**
 * The shapes of the OpenAI API and its neighbours: requests read while they arrive, answers and
 * event streams written. Knows neither sockets nor time; depends on jackson-core.
 */
package dev.samovar.llmsim.openai;
