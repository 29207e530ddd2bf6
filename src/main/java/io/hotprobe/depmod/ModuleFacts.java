package io.hotprobe.depmod;

import io.hotprobe.module.ElfModule;
import io.hotprobe.module.ElfModule.Needed;
import io.hotprobe.module.ElfModule.Symbol;
import io.hotprobe.module.FileFailure;
import io.hotprobe.module.MalformedModuleException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What the index files tell of one module. What could not be read is empty, and {@code problems} says why.
 *
 * @param aliases as the module has them
 * @param softdeps the texts behind {@code softdep=}
 * @param weakdeps the texts behind {@code weakdep=}
 */
record ModuleFacts(
    FoundModule module,
    List<String> aliases,
    List<String> softdeps,
    List<String> weakdeps,
    List<Symbol> exports,
    List<Needed> needed,
    List<String> problems) {

  private interface Question<T> {
    List<T> ask() throws MalformedModuleException;
  }

  static ModuleFacts read(FoundModule module) {
    List<String> problems = new ArrayList<>();
    try (ElfModule elf = ElfModule.open(module.file())) {
      List<String> modinfo = answer(elf::modinfo, problems);
      return new ModuleFacts(
          module,
          valuesOf("alias", modinfo),
          valuesOf("softdep", modinfo),
          valuesOf("weakdep", modinfo),
          answer(elf::exports, problems),
          answer(elf::needed, problems),
          problems);
    } catch (IOException unreadable) {
      problems.add(described(module, unreadable));
    } catch (OutOfMemoryError tooMuch) {
      problems.add(module.file().path() + ": cannot be read: it takes more memory than there is");
    }
    return new ModuleFacts(module, List.of(), List.of(), List.of(), List.of(), List.of(), problems);
  }

  private static String described(FoundModule module, IOException failure) {
    String path = module.file().path().toString();
    String text = FileFailure.text(failure);
    return text.startsWith(path) ? text : path + ": cannot be read: " + text;
  }

  private static <T> List<T> answer(Question<T> question, List<String> problems) {
    try {
      return question.ask();
    } catch (MalformedModuleException malformed) {
      problems.add(malformed.getMessage());
      return List.of();
    }
  }

  /** What stands behind the first {@code =} of the strings with this key. */
  private static List<String> valuesOf(String key, List<String> modinfo) {
    List<String> values = List.of();
    for (String each : modinfo) {
      if (each.startsWith(key) && (each.length() == key.length() || each.charAt(key.length()) == '=')) {
        values = values.isEmpty() ? new ArrayList<>(4) : values;
        values.add(each.substring(Math.min(key.length() + 1, each.length())));
      }
    }
    return values;
  }

  /** About how much memory this takes, in bytes. */
  long size() {
    long size = 0;
    for (List<String> texts : List.of(aliases, softdeps, weakdeps)) {
      for (String text : texts) {
        size += 64 + text.length();
      }
    }
    for (Symbol symbol : exports) {
      size += 96 + symbol.name().length();
    }
    for (Needed symbol : needed) {
      size += 96 + symbol.name().length();
    }
    return size;
  }
}
