package dev.samovar.cli.document;

/** A file cannot be read as documents. */
public final class DocumentException extends Exception {
  private static final long serialVersionUID = 1;
  private final String file;
  private final String problem;

  DocumentException(String file, String problem) {
    super(file + ": " + problem);
    this.file = file;
    this.problem = problem;
  }

  public String file() {
    return file;
  }

  public String problem() {
    return problem;
  }
}
