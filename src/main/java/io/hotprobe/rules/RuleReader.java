package io.hotprobe.rules;

import io.hotprobe.module.FileFailure;
import io.hotprobe.rules.Finding.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads rule files one after the other. Confined to one thread. */
final class RuleReader {

  /** Most bytes of one file; a larger one is ignored. */
  static final int MOST_BYTES = 1 << 20;

  /** Most bytes of all files together; those past it are ignored. */
  static final int MOST_BYTES_TOGETHER = 4 << 20;

  private final Host host;
  private final Consumer<Finding> findings;
  private final Consumer<IOException> passing;
  private int left = MOST_BYTES_TOGETHER;

  /** @param passing is told of failures that may be over at the next try */
  RuleReader(Host host, Consumer<Finding> findings, Consumer<IOException> passing) {
    this.host = host;
    this.findings = findings;
    this.passing = passing;
  }

  /** Reads a file that is not masked or shadowed; empty when it cannot be used, which is told. */
  Optional<RuleFile> read(RuleSource source) {
    FileFindings fileFindings = new FileFindings(source.path(), findings);
    return switch (source.state()) {
      case MASK, SHADOWED -> Optional.empty();
      case UNUSABLE -> {
        fileFindings.tell(Kind.FILE, 0, source.detail());
        yield Optional.empty();
      }
      case READ -> text(source.path(), fileFindings).map(text -> FileCompiler.compile(text, host, fileFindings));
    };
  }

  private Optional<String> text(Path path, FileFindings fileFindings) {
    int most = Math.min(MOST_BYTES, left);
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(most + 1);
      if (bytes.length > most) {
        fileFindings.tell(Kind.FILE, 0, tooLarge(most));
        return Optional.empty();
      }
      left -= bytes.length;
      return Optional.of(new String(bytes, StandardCharsets.ISO_8859_1));
    } catch (IOException failure) {
      fileFindings.tell(Kind.FILE, 0, "cannot be read: " + FileFailure.reason(failure) + "; it is ignored");
      if (!(failure instanceof NoSuchFileException || failure instanceof AccessDeniedException)) {
        passing.accept(new IOException(path + ": cannot be read: " + FileFailure.reason(failure) + "; it is tried again", failure));
      }
      return Optional.empty();
    }
  }

  private static String tooLarge(int most) {
    return most == MOST_BYTES
        ? "is larger than " + MOST_BYTES + " bytes; split it, it is ignored"
        : "makes the rule files larger than " + MOST_BYTES_TOGETHER + " bytes together; it is ignored";
  }
}
