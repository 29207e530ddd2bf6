package io.hotprobe.module;

import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;

/** What an {@link IOException} tells, in words: some only have a class, others only the name of a file. */
public final class FileFailure {

  private FileFailure() {}

  /** What went wrong, without the file: one clause, no final stop, never empty. */
  public static String reason(IOException failure) {
    if (failure instanceof FileSystemException named) {
      return named.getReason() == null ? ofClass(named) : named.getReason();
    }
    if (failure instanceof ClosedByInterruptException) {
      return "interrupted";
    }
    String message = failure.getMessage();
    if (message == null || message.isEmpty()) {
      return failure instanceof EOFException ? "it ends too early" : "for a reason that was not given";
    }
    return message.equals("Is a directory") ? "is a directory" : message;
  }

  private static String ofClass(FileSystemException failure) {
    if (failure instanceof NoSuchFileException) {
      return "no such file";
    }
    if (failure instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (failure instanceof NotDirectoryException) {
      return "not a directory";
    }
    if (failure instanceof FileAlreadyExistsException) {
      return "it exists already";
    }
    if (failure instanceof DirectoryNotEmptyException) {
      return "the directory is not empty";
    }
    if (failure instanceof FileSystemLoopException) {
      return "a directory inside itself";
    }
    return failure instanceof NotLinkException ? "no symbolic link" : "for a reason that was not given";
  }

  /** The failure's message, with what is wrong where it only names a file. */
  public static String text(IOException failure) {
    String message = failure.getMessage();
    if (message == null || message.isEmpty()) {
      return reason(failure);
    }
    boolean bare = failure instanceof FileSystemException named && named.getReason() == null;
    return bare ? message + ": " + reason(failure) : message;
  }
}
