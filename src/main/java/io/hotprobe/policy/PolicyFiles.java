package io.hotprobe.policy;

import io.hotprobe.module.Diagnostic;
import io.hotprobe.module.Distrust;
import io.hotprobe.module.FileFailure;
import io.hotprobe.module.SourceLine;
import io.hotprobe.module.Stamp;
import io.hotprobe.module.Trust;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The policy files that count, out of directories of which the earlier ones go before the later: as with udev's rules, of each base name
 * the strongest one, all in the byte order of their names; an empty file or a link to {@code /dev/null} hides those of its name. Of a
 * directory, what is named {@code *.policy} and does not begin with a dot counts. A directory that is not trusted holds nothing; a file
 * that is not is not read, but hides others of its name. Safe for any thread.
 */
public final class PolicyFiles {

  /** Most files that are read. */
  static final int MOST_FILES = 1024;

  /** Most bytes of one file. */
  static final int MOST_BYTES = 4 << 20;

  private static final String SUFFIX = ".policy";
  private static final Path NOTHING = Path.of("/dev/null");

  private final List<Path> directories;
  private final Trust trust;

  /** @param directories the strongest first */
  public PolicyFiles(List<Path> directories) {
    this(directories, Trust.ALL);
  }

  /** @param trust which directories and files count */
  public PolicyFiles(List<Path> directories, Trust trust) {
    this.directories = List.copyOf(directories);
    this.trust = trust;
  }

  /** Those below {@code root} that hotprobe reads. */
  public static PolicyFiles below(Path root) {
    return new PolicyFiles(
        List.of(
            root.resolve("etc/hotprobe/policy.d"), root.resolve("run/hotprobe/policy.d"), root.resolve("usr/lib/hotprobe/policy.d")));
  }

  /** The same, of which only what is trusted counts. */
  public PolicyFiles trusting(Trust which) {
    return new PolicyFiles(directories, which);
  }

  /** Where files are looked for, whether or not these directories exist. */
  public List<Path> directories() {
    return directories;
  }

  /**
   * Reads all of them. What is wrong is told and passed over.
   *
   * @param diagnostics told of everything that was not understood
   */
  public Policy read(Consumer<Diagnostic> diagnostics) {
    PolicyDraft draft = new PolicyDraft();
    for (Path file : effective(diagnostics)) {
      if (isTrusted(file, diagnostics)) {
        read(file, draft, diagnostics);
      }
    }
    return draft.policy();
  }

  private boolean isTrusted(Path place, Consumer<Diagnostic> diagnostics) {
    Optional<Distrust> why = trust.in(place.toAbsolutePath());
    why.ifPresent(distrust -> tell(place, distrust.of(place) + ", so it is not read", distrust.remedy(), diagnostics));
    return why.isEmpty();
  }

  /** Reads one file, whatever its name. */
  public static Policy read(Path file, Consumer<Diagnostic> diagnostics) {
    PolicyDraft draft = new PolicyDraft();
    read(file, draft, diagnostics);
    return draft.policy();
  }

  private static void read(Path file, PolicyDraft draft, Consumer<Diagnostic> diagnostics) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      if (attributes.isOther() && file.toRealPath().equals(NOTHING)) {
        return;
      }
      if (!attributes.isRegularFile()) {
        tell(file, "is no file", "remove it, or link it to /dev/null to hide others of its name", diagnostics);
        return;
      }
      byte[] bytes = bytes(file);
      if (bytes.length > MOST_BYTES) {
        tell(file, "is larger than " + MOST_BYTES + " bytes", "split it", diagnostics);
      } else {
        new PolicyText(file, diagnostics).read(new String(bytes, StandardCharsets.ISO_8859_1), draft);
      }
    } catch (IOException unreadable) {
      tell(file, "cannot be read: " + FileFailure.reason(unreadable), "make it readable or remove it", diagnostics);
    }
  }

  private static byte[] bytes(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(MOST_BYTES + 1);
    }
  }

  /** The files in the order in which their lines count, those that hide others included. */
  List<Path> effective(Consumer<Diagnostic> diagnostics) {
    TreeMap<Path, Path> byName = new TreeMap<>();
    for (Path directory : directories) {
      for (Path file : isTrusted(directory, diagnostics) ? filesOf(directory, diagnostics) : List.<Path>of()) {
        if (byName.size() == MOST_FILES && !byName.containsKey(file.getFileName())) {
          tell(file, "is one more than the " + MOST_FILES + " files that are read", "join some of them", diagnostics);
          return List.copyOf(byName.values());
        }
        byName.putIfAbsent(file.getFileName(), file);
      }
    }
    return List.copyOf(byName.values());
  }

  private static List<Path> filesOf(Path directory, Consumer<Diagnostic> diagnostics) {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, PolicyFiles::isPolicy)) {
      for (Path entry : entries) {
        files.add(entry);
      }
    } catch (NoSuchFileException none) {
      return List.of();
    } catch (IOException | DirectoryIteratorException broken) {
      IOException failure = broken instanceof DirectoryIteratorException inside ? inside.getCause() : (IOException) broken;
      tell(directory, "cannot be read: " + FileFailure.reason(failure), "make it a directory that can be read", diagnostics);
    }
    files.sort(null);
    return files;
  }

  private static boolean isPolicy(Path file) {
    String name = file.getFileName().toString();
    return name.endsWith(SUFFIX) && name.charAt(0) != '.';
  }

  private static void tell(Path place, String problem, String remedy, Consumer<Diagnostic> diagnostics) {
    diagnostics.accept(new Diagnostic(new SourceLine(place, 0), problem, remedy));
  }

  /** The state of everything that {@link #read(Consumer)} looks at. */
  Stamp stamp() {
    List<Path> looked = new ArrayList<>(directories);
    for (Path directory : directories) {
      looked.addAll(filesOf(directory, untold -> {}));
    }
    return Stamp.of(looked, trust);
  }
}
