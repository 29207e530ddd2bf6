package io.hotprobe.cli;

import io.hotprobe.module.Diagnostic;
import io.hotprobe.module.ModuleFile;
import io.hotprobe.module.ModuleInfo;
import io.hotprobe.module.ModuleName;
import io.hotprobe.module.ModuleSignature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code modinfo}: what modules tell of themselves, as kmod's tool of that name shows it. */
@Command(
    name = "modinfo",
    description = {
      "Shows what modules tell of themselves: files by their names, others by module name or alias; the configuration is not asked.",
      "Of several options that choose a field the last one counts."
    },
    versionProvider = Version.class,
    footer = {"", "Exit codes: 0 all were shown, 1 some were not, or the command line is wrong."})
final class ModinfoCommand extends KmodTool {

  private static final String PARAMETERS = "parm";
  private static final String FILENAME = "filename";
  private static final String NAME = "name";

  /** In the C locale Java cannot name such files. */
  private static final String ENCODING = " in this locale; set LC_ALL=C.UTF-8 if it is one";


  /** The fields for which the signature has to be read. */
  private static final Set<String> OF_SIGNATURE = Set.of("sig_id", "signer", "sig_key", "sig_hashalgo", "signature");

  @Mixin private World world = new World();

  @Option(names = {"-0", "--null"}, description = "End every value with NUL instead of a line feed.")
  private boolean nul;

  @Option(names = {"-m", "--modname"}, description = "Take the arguments for module names, not for files or aliases.")
  private boolean byName;

  @Option(names = {"-k", "--set-version"}, paramLabel = "REL", description = "The kernel release (default: the running one).")
  private String release;

  @Option(names = {"-b", "--basedir"}, paramLabel = "DIR", description = "The modules are in DIR/lib/modules.")
  private String base;

  @Option(names = "--json", description = "One JSON object a line for each module: everything there is.")
  private boolean json;

  @Parameters(paramLabel = "MODULE", arity = "0..*", description = "Module name, alias or file.")
  private List<String> modules = List.of();

  private String field;
  private ModinfoLookup lookup;
  private ModinfoText text;
  private final Set<Diagnostic> told = new HashSet<>();

  ModinfoCommand() {
    super("modinfo");
  }

  @Option(names = {"-F", "--field"}, paramLabel = "FIELD", description = "Show the values of this field only.")
  void field(String name) {
    field = name;
  }

  @Option(names = {"-a", "--author"}, description = "Show the authors only.")
  void author(boolean on) {
    choose(on, "author");
  }

  @Option(names = {"-d", "--description"}, description = "Show the description only.")
  void description(boolean on) {
    choose(on, "description");
  }

  @Option(names = {"-l", "--license"}, description = "Show the licenses only.")
  void license(boolean on) {
    choose(on, "license");
  }

  @Option(names = {"-p", "--parameters"}, description = "Show the parameters only.")
  void parameters(boolean on) {
    choose(on, PARAMETERS);
  }

  @Option(names = {"-n", "--filename"}, description = "Show the file names only.")
  void filename(boolean on) {
    choose(on, FILENAME);
  }

  private void choose(boolean on, String name) {
    field = on ? name : field;
  }

  @Override
  public Integer call() throws IOException {
    if (modules.isEmpty()) {
      return misused("no module or file name given");
    }
    if (json && field != null) {
      return misused("--json shows all fields, so none can be chosen beside it");
    }
    lookup = lookup();
    text = new ModinfoText(out, nul);
    int status = DONE;
    for (String module : modules) {
      status = shown(module) ? status : FAILED;
    }
    return status;
  }

  private ModinfoLookup lookup() throws IOException {
    if (release != null) {
      world.version(release);
    }
    if (base == null) {
      Path directory = world.moduleDirectory();
      return new ModinfoLookup(directory, ByteText.of(directory.toString()), this::tell);
    }
    world.dirname(Path.of(base));
    Path directory = world.moduleDirectory();
    String version = release == null ? directory.getFileName().toString() : release;
    return new ModinfoLookup(directory, absolute(base) + "/lib/modules/" + ByteText.of(version), this::tell);
  }

  /** As kmod makes a path absolute: nothing in it is resolved. One char a byte. */
  private static String absolute(String path) {
    return ByteText.of(path.startsWith("/") ? path : System.getProperty("user.dir") + "/" + path);
  }

  private void tell(Diagnostic diagnostic) {
    if (told.add(diagnostic)) {
      log.tell(diagnostic);
    }
  }

  private boolean shown(String argument) {
    List<ModinfoLookup.Found> found;
    try {
      found = found(argument);
    } catch (IOException noTree) {
      log.error("Module " + argument + " not found: " + Main.message(noTree));
      return false;
    }
    boolean all = true;
    for (ModinfoLookup.Found module : found) {
      all &= shown(module);
    }
    if (found.isEmpty()) {
      log.error("Module " + argument + " not found: " + missing(argument));
    }
    return all && !found.isEmpty();
  }

  private List<ModinfoLookup.Found> found(String argument) throws IOException {
    if (byName) {
      return lookup.findByName(ByteText.of(argument));
    }
    Optional<Path> file = file(argument);
    if (file.isEmpty()) {
      return lookup.find(ByteText.of(argument));
    }
    ModuleName name = ModuleName.ofPath(ByteText.of(argument));
    return List.of(new ModinfoLookup.Found(name, absolute(argument), Optional.of(new ModuleFile(name, file.get()))));
  }

  private static Optional<Path> file(String argument) {
    if (!ModuleFile.isModule(argument) || !ModuleName.isNameOf(argument)) {
      return Optional.empty();
    }
    return path(argument).filter(Files::isRegularFile);
  }

  private static Optional<Path> path(String argument) {
    try {
      return Optional.of(Path.of(argument).toAbsolutePath());
    } catch (InvalidPathException notOfThisLocale) {
      return Optional.empty();
    }
  }

  private String missing(String argument) {
    if (path(argument).isEmpty()) {
      return "it cannot be a path" + ENCODING;
    }
    if (!byName && path(argument).filter(Files::exists).isPresent()) {
      return "what is there is no regular file named *" + String.join(", *", ModuleFile.SUFFIXES);
    }
    if (byName) {
      return "no module of that name in " + lookup.directory();
    }
    boolean isFile = ModuleFile.isModule(argument) || argument.contains("/");
    return (isFile ? "no such file, and " : "") + "no module or alias of that name in " + lookup.directory();
  }

  private boolean shown(ModinfoLookup.Found module) {
    boolean builtin = module.file().isEmpty();
    if (FILENAME.equals(field) || builtin && NAME.equals(field)) {
      text.value(FILENAME.equals(field) ? module.filename() : module.name().value());
      return true;
    }
    if (field == null && !json) {
      if (builtin) {
        text.labelled(NAME, module.name().value());
      }
      text.labelled(FILENAME, module.filename());
    }
    try {
      show(module, lookup.info(module));
      return true;
    } catch (IOException unreadable) {
      log.error("could not get modinfo from '" + module.name() + "': " + Main.message(unreadable));
      return false;
    }
  }

  private void show(ModinfoLookup.Found module, ModuleInfo info) throws IOException {
    if (json) {
      out.println(new ModinfoJson(this::tell).object(module, info, signature(module, info)));
    } else if (field == null) {
      text.all(info, signature(module, info), this::tell);
    } else if (field.equals(PARAMETERS)) {
      text.parameters(info, this::tell);
    } else {
      info.values(field).forEach(text::value);
      if (OF_SIGNATURE.contains(field)) {
        signature(module, info).ifPresent(signed -> text.signature(signed, field));
      }
    }
  }

  /** The signature; of one that cannot be read only a warning, as kmod takes such a module for unsigned. */
  private Optional<ModuleSignature.Signed> signature(ModinfoLookup.Found module, ModuleInfo info) {
    ModuleSignature signature = info.signature();
    if (signature instanceof ModuleSignature.Unreadable unreadable) {
      log.warning(module.filename() + ": byte " + unreadable.offset() + ": " + unreadable.problem() + "; shown as unsigned, sign it again");
    }
    return signature instanceof ModuleSignature.Signed signed ? Optional.of(signed) : Optional.empty();
  }
}
