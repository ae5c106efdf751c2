/** A filter that does what a request's header tells it, for tests of hosts. */
package dev.samovar.hostsim.probe;
