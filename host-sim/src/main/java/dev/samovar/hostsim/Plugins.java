package dev.samovar.hostsim;

/** The VM and the root that a new stream gets; the VM is {@code null} where none could start. */
record Plugins(Vm vm, HostContext root) {}
