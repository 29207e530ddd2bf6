package io.hotprobe.rules;

import io.hotprobe.module.Distrust;
import io.hotprobe.module.Stamp;
import io.hotprobe.module.Trust;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The rule files that count, out of directories of which the earlier ones go before the later. Of a directory, what is named
 * {@code *.rules} and does not begin with a dot counts. A directory that is not trusted holds nothing; a file that is not is not read,
 * but hides others as any file of its name. Safe for any thread.
 */
public final class RuleFiles {

  /** Most files of a directory that are looked at; that there are more is told. */
  static final int MOST_FILES = 4096;

  static final String SUFFIX = ".rules";

  private final List<Path> directories;
  private final Trust trust;

  public RuleFiles(List<Path> directories) {
    this(directories, Trust.ALL);
  }

  /** @param trust which directories and files count */
  public RuleFiles(List<Path> directories, Trust trust) {
    this.directories = List.copyOf(directories);
    this.trust = trust;
  }

  public List<Path> directories() {
    return directories;
  }

  /** The files in the order of evaluation, masked and shadowed ones left out. Directories that do not exist hold none. */
  public List<Path> effective() throws IOException {
    return list().stream().filter(entry -> entry.state() == RuleSource.State.READ).map(RuleSource::path).toList();
  }

  /**
   * All files by their base names' bytes, of one name the strongest first.
   *
   * @throws IOException a directory that is there cannot be read; the message names it
   */
  public List<RuleSource> list() throws IOException {
    Map<Path, List<Path>> byName = new TreeMap<>();
    List<RuleSource> sources = new ArrayList<>();
    for (Path directory : directories) {
      Optional<Distrust> distrust = trust.in(directory.toAbsolutePath());
      distrust.ifPresent(why -> sources.add(RuleSource.distrusted(directory, why)));
      List<Path> files = distrust.isPresent() ? List.of() : filesOf(directory);
      if (files.size() == MOST_FILES) {
        sources.add(RuleSource.overfull(directory, MOST_FILES));
      }
      for (Path file : files) {
        byName.computeIfAbsent(file.getFileName(), name -> new ArrayList<>()).add(file);
      }
    }
    for (List<Path> ofOneName : byName.values()) {
      Path strongest = ofOneName.get(0);
      Optional<Distrust> distrust = trust.in(strongest.toAbsolutePath());
      sources.add(distrust.map(why -> RuleSource.distrusted(strongest, why)).orElseGet(() -> RuleSource.of(strongest)));
      ofOneName.stream().skip(1).map(hidden -> RuleSource.hidden(hidden, strongest)).forEach(sources::add);
    }
    return sources;
  }

  /** The state of everything that {@link #read} looks at, for a few stat calls a file. */
  public Stamp stamp() throws IOException {
    return stamp(List.of());
  }

  /** As {@link #stamp()}, with the state of some other files. */
  Stamp stamp(List<Path> others) throws IOException {
    List<Path> looked = new ArrayList<>(others);
    looked.addAll(directories);
    for (Path directory : directories) {
      looked.addAll(filesOf(directory));
    }
    return Stamp.of(looked);
  }

  /** Reads and compiles all of them. What is wrong in a file is told, as {@link FewErrors} has it, and read around. */
  public Program read(Host host, Consumer<Finding> findings) throws IOException {
    return read(host, findings, passing -> {});
  }

  /** @param passing is told of files that are there and could not be read for a reason that may go by itself, as EMFILE or EIO */
  Program read(Host host, Consumer<Finding> findings, Consumer<IOException> passing) throws IOException {
    FewErrors told = new FewErrors(findings);
    RuleReader reader = new RuleReader(host, told, passing);
    List<RuleFile> files = new ArrayList<>();
    for (RuleSource source : list()) {
      reader.read(source).ifPresent(files::add);
      told.endOf(source.path());
    }
    return new Program(files);
  }

  /** The rule files of one directory in the order of their names, at most {@link #MOST_FILES}; none when it does not exist. */
  static List<Path> filesOf(Path directory) throws IOException {
    TreeMap<Path, Path> found = new TreeMap<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        if (name.endsWith(SUFFIX) && name.charAt(0) != '.') {
          found.put(entry.getFileName(), entry);
        }
        if (found.size() > MOST_FILES) {
          found.pollLastEntry();
        }
      }
    } catch (NoSuchFileException none) {
      return List.of();
    } catch (DirectoryIteratorException broken) {
      throw broken.getCause();
    }
    return List.copyOf(found.values());
  }
}
