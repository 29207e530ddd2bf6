package io.hotprobe.cli;

/** The command line asks for something that does not go together. */
final class UsageException extends RuntimeException {

  private static final long serialVersionUID = 1;

  UsageException(String message) {
    super(message);
  }
}
