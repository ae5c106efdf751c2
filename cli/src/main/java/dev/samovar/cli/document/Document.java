package dev.samovar.cli.document;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One document of a file.
 *
 * @param place where it begins; says which document it is where the file has several
 */
public record Document(Place place, JsonNode root) {}
