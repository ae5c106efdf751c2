/** The command line: runs any proxy-wasm HTTP filter over one request, and says what it did. */
package dev.samovar.hostsim.cli;
