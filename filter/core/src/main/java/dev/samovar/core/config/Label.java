package dev.samovar.core.config;

/** A name and the value that it must have, exactly, on an endpoint. */
public record Label(String name, String value) {}
