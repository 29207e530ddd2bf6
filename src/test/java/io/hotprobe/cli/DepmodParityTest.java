package io.hotprobe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.hotprobe.module.KoFile;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same trees given to hotprobe's depmod and to the installed kmod's: same output, same exit code, same files. */
class DepmodParityTest {

  private static final String RELEASE = "6.1.0-56-amd64";
  private static final Path DEBIAN = Path.of(System.getProperty("user.home"), ".cache/hotprobe/lab/tree/lib/modules", RELEASE);

  /** How kmod 30 ends over some circles: an assertion in its own search for them fails. */
  private static final int ABORTED = 134;

  @TempDir Path root;
  private Path ours;
  private Path theirs;

  @BeforeEach
  void makeRoots() {
    assumeTrue(InstalledDepmod.IS_THERE, "depmod of kmod 30 is not installed");
    ours = root.resolve("ours");
    theirs = root.resolve("kmod");
  }

  /** Both over their own copy of the module directory. */
  private void assertSame(String release, String... options) throws IOException {
    Program kmod = InstalledDepmod.run(arguments(theirs, release, options));
    List<String> arguments = new ArrayList<>(List.of("depmod"));
    arguments.addAll(arguments(ours, release, options));
    Program hotprobe = Program.run(arguments.toArray(String[]::new));
    String all = Arrays.toString(options) + "\n" + kmod.err() + hotprobe.err();
    assertEquals(kmod.out().replace(theirs.toString(), ""), hotprobe.out().replace(ours.toString(), ""), all);
    assertEquals(kmod.status(), hotprobe.status(), all);
    assertEquals(kmod.err().isEmpty(), hotprobe.err().isEmpty(), all);
    TreeMap<String, String> written = InstalledDepmod.content(directory(ours, release));
    written.remove("modules.weakdep");
    assertEquals(InstalledDepmod.content(directory(theirs, release)), written, all);
  }

  private static List<String> arguments(Path base, String release, String... options) {
    List<String> arguments = new ArrayList<>(List.of(options));
    arguments.addAll(List.of("-b", base.toString(), release));
    return arguments;
  }

  private static Path directory(Path base, String release) {
    return base.resolve("lib/modules").resolve(release);
  }

  private void write(String path, KoFile module) throws IOException {
    module.write(directory(ours, "1.0").resolve(path));
    module.write(directory(theirs, "1.0").resolve(path));
  }

  private void write(String path, byte... content) throws IOException {
    for (Path base : List.of(ours, theirs)) {
      Path file = directory(base, "1.0").resolve(path);
      Files.createDirectories(file.getParent());
      Files.write(file, content);
    }
  }

  private void writeInputs() throws IOException {
    for (String name : List.of("modules.order", "modules.builtin", "modules.builtin.modinfo")) {
      write(name, new byte[0]);
    }
  }

  private String config(String text) throws IOException {
    return Files.writeString(root.resolve("depmod.conf"), text).toString();
  }

  @Test
  void depmod_debianTree_isTheSame() throws IOException {
    assumeTrue(Files.isDirectory(DEBIAN.resolve("kernel")), "no Debian module tree in " + DEBIAN);
    for (Path base : List.of(ours, theirs)) {
      Path directory = Files.createDirectories(directory(base, RELEASE));
      Files.createSymbolicLink(directory.resolve("kernel"), DEBIAN.resolve("kernel"));
      for (String name : List.of("modules.order", "modules.builtin", "modules.builtin.modinfo")) {
        Files.copy(DEBIAN.resolve(name), directory.resolve(name));
      }
    }
    assertSame(RELEASE);
    assertSame(RELEASE, "-n");
    assertEquals(4023, Files.readAllLines(directory(ours, RELEASE).resolve("modules.dep")).size());
  }

  /** A chain with branches, of all classes and byte orders, some listed in modules.order, some twice. */
  private void writeChain() throws IOException {
    for (int i = 0; i < 40; i++) {
      KoFile module = new KoFile(i % 2 == 0, i % 3 == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
      module.modinfo("license=GPL").modinfo("alias=x-" + i % 7 + ":*").modinfo("softdep=pre: m" + i).export("sym" + i, i);
      module.need("printk").needWeakly("nobody");
      for (int needed = 1; needed < 4 && needed * (i % 5 + 1) <= i; needed++) {
        module.need("sym" + (i - needed * (i % 5 + 1)));
      }
      write("kernel/d" + i % 4 + "/mod-" + i + ".ko", module);
    }
    writeInputs();
    write("modules.order", "kernel/d3/mod-3.ko\nkernel/d1/mod-9.ko\nkernel/d3/mod-3.ko\nnone.ko\n\nkernel/d2/mod-2.ko\n".getBytes());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "-n", "-v", "-n -v", "-a", "--all", "--show", "--dry-run", "--verb", "-nv", "-w", "--warn", "-A", "-n -A", "--quick -n", "-P s",
        "--symbol-prefix=s -n -v", "-P ab", "--nonsense", "-Z", "-q", "-n -r", "-u", "--sym", "--b", "-F /nonexistent", "-E /nonexistent",
        "--filesyms=/nonexistent", "--symvers=/nonexistent", "-e -n", "--errsyms", "-C /nonexistent -n", "--config=/nonexistent"
      })
  void depmod_options_areTheSame(String options) throws IOException {
    writeChain();
    assertSame("1.0", options.isEmpty() ? new String[0] : options.split(" "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "abc", "1.", "1.x", "2.0", "-1.0", "1.0x"})
  void depmod_releases_areTheSame(String release) throws IOException {
    writeChain();
    Program kmod = InstalledDepmod.run(List.of("-n", "-b", theirs.toString(), "--", release));
    Program hotprobe = Program.run("depmod", "-n", "-b", ours.toString(), "--", release);
    assertEquals(kmod.status(), hotprobe.status(), hotprobe.err());
    assertEquals(kmod.out(), hotprobe.out());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "search extra built-in updates\n",
        "search updates kernel built-in extra\n",
        "search extra\nsearch weak-updates updates built-in\n",
        "search updates \\\n  extra built-in weak-updates kernel\n",
        "override dup-a * extra\noverride dup_a * kernel\nsearch kernel built-in\n",
        "override dup-a ^1.0$ kernel\noverride dup-a 1 weak-updates\noverride b 2 extra\n",
        "override dup-a ^1\\.[[:digit:]]$ kernel\noverride b [01].0 extra\nsearch extra built-in\n",
        "exclude dup-a.ko b.ko weak-updates\n",
        "exclude kernel updates\nsearch extra built-in\n",
        "search updates\nbogus x\n# a comment\noverride x\nexternal x\noverride dup-a (unclosed kernel\n",
      })
  void depmod_duplicates_areChosenTheSame(String configuration) throws IOException {
    for (String place : List.of("kernel", "updates", "extra", "weak-updates")) {
      write(place + "/dup-a.ko", new KoFile().modinfo("alias=from:" + place));
    }
    write("kernel/b.ko", new KoFile().modinfo("alias=b:kernel"));
    write("updates/b.ko", new KoFile().modinfo("alias=b:updates"));
    write("build/left-out.ko", new KoFile());
    write("source/left-out-too.ko", new KoFile());
    write(".hidden/h.ko", new KoFile());
    write("kernel/Upper.KO", new byte[0]);
    write("kernel/a-b.v1.ko", new KoFile());
    write("kernel/dir.ko/inner.ko", new KoFile());
    writeInputs();
    String config = config(configuration);
    Program kmod = InstalledDepmod.run(arguments(theirs, "1.0", "-C", config));
    Program hotprobe = Program.run("depmod", "-C", config, "-b", ours.toString(), "1.0");
    assertEquals(kmod.status(), hotprobe.status());
    TreeMap<String, String> written = InstalledDepmod.content(directory(ours, "1.0"));
    written.remove("modules.weakdep");
    assertEquals(InstalledDepmod.content(directory(theirs, "1.0")), written, kmod.err() + hotprobe.err());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "external * ONE\nexternal 1.0 TWO\n",
        "external * TWO\nexternal 1.0 ONE\n",
        "external 2 TWO\nexternal .* ONE\nsearch external built-in\n",
        "search external updates built-in\nexternal * ONE\nexternal * TWO\n",
        "external * TWO\nexternal * ONE\nsearch updates external built-in\n",
        "search updates built-in external\nexternal * ONE\n",
      })
  void depmod_externalDirectories_countTheSame(String configuration) throws IOException {
    Path one = root.resolve("external/one");
    Path two = root.resolve("external/two");
    new KoFile().modinfo("alias=m:one").write(one.resolve("m.ko"));
    new KoFile().modinfo("alias=m:two").write(two.resolve("m.ko"));
    new KoFile().modinfo("alias=n:one").write(one.resolve("sub/n.ko"));
    new KoFile().export("only").write(two.resolve("only.ko"));
    write("kernel/n.ko", new KoFile().modinfo("alias=n:kernel").need("only"));
    write("updates/x.ko", new KoFile());
    writeInputs();
    assertSame("1.0", "-C", config(configuration.replace("ONE", one.toString()).replace("TWO", two.toString())));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-n", "-v"})
  void depmod_cycles_areRefusedAndNothingIsWritten(String option) throws IOException {
    write("a.ko", new KoFile().export("a").need("b"));
    write("b.ko", new KoFile().export("b").need("c"));
    write("c.ko", new KoFile().export("c").need("a").need("below"));
    write("self.ko", new KoFile().export("self").need("self"));
    write("below.ko", new KoFile().export("below"));
    write("fine.ko", new KoFile());
    writeInputs();
    assertSame("1.0", option.isEmpty() ? new String[0] : new String[] {option});
    Program told = Program.run("depmod", "-b", ours.toString(), "1.0");
    assertEquals(1, told.status());
    assertTrue(told.err().contains("self -> self") && told.err().matches("(?s).*: [abc] -> [abc] -> [abc] -> [abc]\n.*"), told.err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"modules.order", "modules.builtin", "modules.builtin.modinfo", ""})
  void depmod_missingInputs_areToldAndLeftEmpty(String missing) throws IOException {
    writeChain();
    for (Path base : List.of(ours, theirs)) {
      if (!missing.isEmpty()) {
        Files.delete(directory(base, "1.0").resolve(missing));
      }
    }
    assertSame("1.0");
  }

  @Test
  void depmod_garbageModules_areToldAndListed() throws IOException {
    byte[] whole = new KoFile().modinfo("alias=q:*").export("q", 1).need("z").bytes();
    write("kernel/empty.ko", new byte[0]);
    write("kernel/text.ko", "hello".getBytes());
    write("kernel/short.ko", Arrays.copyOf(whole, whole.length - 40));
    write("kernel/whole.ko", whole);
    writeInputs();
    assertSame("1.0");
  }

  @Test
  void depmod_oddAliases_areTheSame() throws IOException {
    KoFile odd = new KoFile().modinfo("alias=x-[").modinfo("alias=y-[a-c]-*").modinfo("alias=z]").modinfo("alias=").modinfo("alias");
    write("odd.ko", odd.modinfo("alias=twice").modinfo("alias=twice").modinfo("aliases=no").modinfo("softdep=").modinfo("nothing"));
    write("node.ko", new KoFile().modinfo("alias=char-major-10-5x").modinfo("alias=devname:n").modinfo("alias=block-major-1-2"));
    write("half.ko", new KoFile().modinfo("alias=devname:half"));
    write("block.ko", new KoFile().modinfo("alias=devname:a/b").modinfo("alias=block-major-007-1").modinfo("alias=devname:c"));
    writeInputs();
    write("modules.builtin", "kernel/a-b.ko\nkernel/c.d.ko\n9.ko\n".getBytes());
    write("modules.builtin.modinfo", "ab.alias=p-q[-]\0ab.alias=q[\0b.alias=p-q[-]\0none\0ab.license=GPL\0c-d.alias=*z\0".getBytes());
    assertSame("1.0", "-w");
  }

  @Test
  void depmod_kernelSymbols_areTheSame() throws IOException {
    KoFile user = new KoFile().need("printk").need("nope").needWeakly("maybe").export("_u", 5);
    write("a.ko", user.version("printk", 2).version("module_layout", 1));
    write("b.ko", new KoFile().need("_u").need("u").need("_printk").need("__this_module").need(".u").version("_u", 6));
    writeInputs();
    Path symvers =
        Files.writeString(root.resolve("Module.symvers"), "0x00000007\tprintk\tvmlinux\tEXPORT_SYMBOL\t\n0x1\tnope\tb\tEXPORT\t\n");
    Path map = Files.writeString(root.resolve("System.map"), "ffff T foo\nffff r __ksymtab_printk\nffff r __ksymtab__v\n");
    assertSame("1.0", "-n", "-v", "-e", "-E", symvers.toString());
    assertSame("1.0", "-n", "-v", "-e", "-F", map.toString());
    assertSame("1.0", "-n", "-v", "-P", "_", "-F", map.toString());
    assertSame("1.0", "-n", "-e", "-E", symvers.toString(), "-F", "/nonexistent");
  }

  @Test
  void depmod_singleFiles_areTheSame() throws IOException {
    writeChain();
    Path first = directory(theirs, "1.0").resolve("kernel/d1/mod-1.ko");
    Path second = directory(theirs, "1.0").resolve("kernel/d2/mod-2.ko");
    for (List<String> files :
        List.of(
            List.of(first.toString(), second.toString()),
            List.of(first.toString(), "relative.ko"),
            List.of("/nonexistent.ko"),
            List.of(second.toString(), second.toString()))) {
      List<String> arguments = new ArrayList<>(List.of("-n", "-b", theirs.toString(), "1.0"));
      arguments.addAll(files);
      Program kmod = InstalledDepmod.run(arguments);
      arguments.add(0, "depmod");
      Program hotprobe = Program.run(arguments.toArray(String[]::new));
      assertEquals(kmod.out(), hotprobe.out(), hotprobe.err());
      assertEquals(kmod.status(), hotprobe.status(), files + kmod.err() + hotprobe.err());
    }
  }

  /** Random graphs; those of the last seed have circles. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void depmod_randomTrees_areTheSame(long seed) throws IOException {
    SplittableRandom random = new SplittableRandom(seed);
    int count = 5 + random.nextInt(60);
    StringBuilder order = new StringBuilder();
    for (int i = 0; i < count; i++) {
      KoFile module = new KoFile(random.nextBoolean(), random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
      for (int each = random.nextInt(4); each > 0; each--) {
        module.export("s" + i + "_" + each, random.nextInt());
        module.modinfo("alias=" + "usb:pci-[a-f]*?".substring(random.nextInt(14)) + random.nextInt(9));
      }
      for (int each = random.nextInt(6); each > 0 && i > 0; each--) {
        module.need("s" + random.nextInt(seed == 8 ? count : i) + "_" + (1 + random.nextInt(3)));
      }
      String path = "kernel/" + "abcdefgh".charAt(random.nextInt(8)) + "/n" + Integer.toString(i * 7919, 36) + "-x.ko";
      write(path, module);
      if (random.nextInt(3) > 0) {
        order.append(path).append('\n');
      }
    }
    writeInputs();
    write("modules.order", order.toString().getBytes());
    Program hotprobe = Program.run("depmod", "-b", ours.toString(), "1.0");
    Program kmod = InstalledDepmod.run(arguments(theirs, "1.0"));
    assertEquals(kmod.status() == ABORTED ? 1 : kmod.status(), hotprobe.status());
    TreeMap<String, String> written = InstalledDepmod.content(directory(ours, "1.0"));
    written.remove("modules.weakdep");
    assertEquals(InstalledDepmod.content(directory(theirs, "1.0")), written, "seed " + seed);
  }
}
