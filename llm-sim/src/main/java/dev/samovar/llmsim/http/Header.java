package dev.samovar.llmsim.http;

/** One header line, spelled as it came; {@code value} is without the white space around it. */
public record Header(String name, String value) {}
