package io.hotprobe.config;

import io.hotprobe.module.SourceLine;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a modules.conf of modutils says, its conditions decided and its words expanded. Immutable.
 *
 * <p>{@link ModprobeConfig} is what it means to the rest of the program.
 */
public final class ModulesConf {

  /** The directives that give a name some words; a later one replaces the words, with {@code add} before it they are added. */
  public enum Listing {
    PRUNE("prune", "# Prune"),
    ABOVE("above", "# Above"),
    BELOW("below", "# Below"),
    ALIAS("alias", "# Aliases"),
    OPTIONS("options", "# Options"),
    PROBE("probe", "# Probes"),
    PROBEALL("probeall", "# Probeall");

    private final String keyword;
    private final String title;

    Listing(String keyword, String title) {
      this.keyword = keyword;
      this.title = title;
    }

    /** As written in the file. */
    public String keyword() {
      return keyword;
    }

    /** What stands before these lines in a dump. */
    String title() {
      return title;
    }
  }

  /**
   * A name and its words.
   *
   * @param name as written
   * @param at the line that last replaced or added words
   */
  public record Entry(String name, List<String> words, SourceLine at) {
    public Entry {
      words = List.copyOf(words);
    }
  }

  /** A directory with modules; {@code tag} is {@code misc} when the line gives none. */
  public record ModulePath(String tag, String directory, SourceLine at) {}

  /** One of the six lines that run something. */
  public record Run(String keyword, Command command) {}

  /** A {@code NAME=VALUE} line that is no path. */
  public record Setting(String name, String value, SourceLine at) {}

  private final ModulesConfDraft draft;
  private final Path file;
  private final Map<Listing, Map<String, Entry>> listings = new EnumMap<>(Listing.class);

  ModulesConf(Path file, ModulesConfDraft draft) {
    this.file = file;
    this.draft = draft;
    for (Listing listing : Listing.values()) {
      listings.put(listing, Collections.unmodifiableMap(draft.listings.get(listing)));
    }
  }

  /** The file that was asked for; others may have been included. */
  public Path file() {
    return file;
  }

  /** All files read, in the order they were opened. */
  public List<Path> files() {
    return Collections.unmodifiableList(draft.files);
  }

  /** The entries of one kind, in the order their names first appeared. */
  public Collection<Entry> entries(Listing listing) {
    return listings.get(listing).values();
  }

  /** The entry of a name, dashes and underscores being the same. */
  public Optional<Entry> entry(Listing listing, String name) {
    return Optional.ofNullable(listings.get(listing).get(ConfigLines.folded(name)));
  }

  /** The {@code options -k} lines by name, dashes folded: their modules are never to be removed for being unused. */
  public Map<String, SourceLine> kept() {
    return Collections.unmodifiableMap(draft.kept);
  }

  /** Where modules are searched: the defaults unless they were dropped, then the file's own. */
  public List<ModulePath> paths() {
    return Collections.unmodifiableList(draft.paths);
  }

  /** The lines that run something, in file order. */
  public List<Run> runs() {
    return Collections.unmodifiableList(draft.runs);
  }

  /** The settings: of a name the first line counts. */
  public Collection<Setting> settings() {
    return Collections.unmodifiableCollection(draft.settings.values());
  }

  /** The setting of a name. */
  public Optional<Setting> setting(String name) {
    return Optional.ofNullable(draft.settings.get(name));
  }
}
