package io.hotprobe.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.module.KoFile;
import io.hotprobe.module.Pkcs7Message;
import io.hotprobe.module.SignatureTrailer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ModinfoCommandTest {

  @TempDir static Path scratch;

  private static ModinfoTree tree;

  @BeforeAll
  static void buildTree() throws IOException {
    tree = new ModinfoTree(scratch);
  }

  static List<ModinfoCase> cases() throws IOException {
    return ModinfoCase.all();
  }

  private static Program onTree(String... arguments) {
    String[] command = new String[5 + arguments.length];
    System.arraycopy(new String[] {"modinfo", "-k", "1.0", "-b", scratch.toString()}, 0, command, 0, 5);
    System.arraycopy(arguments, 0, command, 5, arguments.length);
    return Program.run(command);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void modinfo_recordedCase_writesAndEndsAsRecorded(ModinfoCase each) {
    Program ours = Program.run(each.command(tree));
    assertEquals(each.expected(tree), ours.out());
    assertEquals(each.status(), ours.status(), ours.err());
    assertTrue(ours.status() == 0 || ours.err().startsWith("modinfo: "), ours.err());
  }

  @Test
  void file_thatIsNoModule_isToldWithItsPathAndByte() {
    assertTold("could not get modinfo from 'text': " + tree.loose("text.ko") + ": byte ", Program.run("modinfo", tree.loose("text.ko")));
    assertTold("none.ko: has no .modinfo section", Program.run("modinfo", tree.loose("none.ko")));
    assertTold("truncated.ko.xz: ", Program.run("modinfo", tree.loose("truncated.ko.xz")));
  }

  @Test
  void name_thatIsNotFound_isToldWithWhereItWasLookedFor() {
    assertTold("Module nosuch not found: no module or alias of that name in " + scratch + "/lib/modules/1.0", onTree("nosuch"));
    assertTold("Module dup:abc not found: no module of that name in ", onTree("-m", "dup:abc"));
    assertTold("nosuch.ko not found: no such file, and no module or alias of that name in ", onTree(tree.loose("nosuch.ko")));
    assertTold("dir.ko not found: what is there is no regular file named *.ko, ", onTree(tree.loose("dir.ko")));
    assertTold("/lib/modules/0: no such module directory", Program.run("modinfo", "-k", "0", "-b", scratch.toString(), "one"));
  }

  @Test
  void commandLine_thatIsWrong_isToldAndEndsWithOne() {
    assertTold("no module or file name given; see --help", Program.run("modinfo"));
    assertTold("--json shows all fields", onTree("--json", "-l", "one"));
    assertTold("'a\\x00b' cannot be a path", Program.run("modinfo", "-b", "a\0b", "one"));
    assertTold("x\\x00 not found: it cannot be a path", onTree("x\0"));
    assertTold("'--fi' is ambiguous", onTree("--fi=x", "one"));
  }

  private static void assertTold(String part, Program program) {
    assertEquals(1, program.status());
    assertTrue(program.err().startsWith("modinfo: ERROR: ") && program.err().contains(part), program.err());
  }

  @Test
  void signature_thatCannotBeRead_isWarnedOfOnlyWhereItIsAskedFor() {
    Program all = Program.run("modinfo", tree.loose("junk.ko"));
    assertEquals(0, all.status());
    assertTrue(all.err().startsWith("modinfo: WARNING: " + tree.loose("junk.ko") + ": byte "), all.err());
    assertTrue(all.err().contains("no PKCS#7 signature: ") && all.err().endsWith("; shown as unsigned, sign it again\n"), all.err());
    assertEquals(new Program(0, "GPL\n", ""), Program.run("modinfo", "-l", tree.loose("junk.ko")));
  }

  @Test
  void packedWithGzip_isReadToo() {
    Program packed = Program.run("modinfo", "-l", tree.loose("packed.ko.gz"));
    assertEquals(new Program(0, "GPL\n", ""), packed);
  }

  @Test
  void json_ofAFile_hasEveryFieldAsAnArrayAndTheRestApart() throws Exception {
    byte[] message = new Pkcs7Message().commonName("J\u00fcrgen").signature(SignatureTrailer.counting(22)).signed().bytes();
    Path file = scratch.resolve("signed.ko");
    new KoFile()
        .modinfo("license=GPL")
        .modinfo("author=A")
        .modinfo("author=\u00e9")
        .modinfo("parm=io:The \"port\"")
        .modinfo("parmtype=io:uint")
        .modinfo("parm=old:")
        .buildId(new byte[] {1, (byte) 0xab}).sign(message).write(file);
    assertEquals(
        new Program(
            0,
            "{\"name\":\"signed\",\"builtin\":false,\"filename\":\"" + file + "\","
                + "\"fields\":{\"license\":[\"GPL\"],\"author\":[\"A\",\"\\u00E9\"]},"
                + "\"build_id\":\"01ab\",\"signature\":{\"id\":\"PKCS#7\",\"signer\":\"J\\u00FCrgen\",\"key\":\"1234\",\"hash\":\"sha256\","
                + "\"value\":\"000102030405060708090a0b0c0d0e0f101112131415\"},"
                + "\"parameters\":[{\"name\":\"old\",\"description\":\"\"},"
                + "{\"name\":\"io\",\"description\":\"The \\\"port\\\"\",\"type\":\"uint\"}]}\n",
            ""),
        Program.run("modinfo", "--json", file.toString()));
  }

  @Test
  void json_ofSeveral_isOneLineForEachThatCanBeRead() {
    Program program = onTree("--json", "inside", "nosuch", "dup:abc");
    assertEquals(1, program.status());
    List<String> lines = program.out().lines().toList();
    assertEquals(3, lines.size(), program.out());
    assertEquals(
        "{\"name\":\"inside\",\"builtin\":true,\"fields\":{\"license\":[\"GPL\"],\"file\":[\"kernel/inside\"]},\"parameters\":["
            + "{\"name\":\"b\",\"description\":\"\"},{\"name\":\"a\",\"description\":\"first\",\"type\":\"int\"}]}",
        lines.get(0));
    assertTrue(lines.get(1).startsWith("{\"name\":\"one\"") && lines.get(2).startsWith("{\"name\":\"two\""), program.out());
  }

  @Test
  void damagedIndex_isToldOnceAndReadAround() throws Exception {
    Path root = Files.createDirectory(scratch.resolve("damaged"));
    new ModinfoTree(root);
    Files.writeString(root.resolve("lib/modules/1.0/modules.dep.bin"), "junk");
    Program program = Program.run("modinfo", "-k", "1.0", "-b", root.toString(), "-n", "dup:abc");
    assertEquals(0, program.status(), program.err());
    assertEquals(1, program.err().lines().count(), program.err());
    assertTrue(program.err().contains("modules.dep.bin"), program.err());
  }

  @Test
  void file_withAnyBytesChanged_isShownOrRefusedWithoutATrace() throws Exception {
    byte[] module = ModinfoTree.rich().buildId(new byte[20]).sign(new Pkcs7Message().commonName("CA").signed().bytes()).bytes();
    Path file = scratch.resolve("mutated.ko");
    Random random = new Random(42);
    int shown = 0;
    for (int i = 0; i < 1000; i++) {
      byte[] mutated = i % 10 == 0 ? Arrays.copyOf(module, random.nextInt(module.length)) : module.clone();
      for (int n = mutated.length == 0 ? 0 : 1 + random.nextInt(6); n > 0; n--) {
        mutated[random.nextInt(mutated.length)] = (byte) (random.nextBoolean() ? 0xff : random.nextInt(256));
      }
      Files.write(file, mutated);
      Program program = Program.run("modinfo", i % 3 == 0 ? "--json" : "-0", file.toString());
      shown += program.status() == 0 ? 1 : 0;
      assertTrue(program.status() == 0 || program.status() == 1, program.err());
      assertTrue(program.status() == 0 || program.err().startsWith("modinfo: "), program.err());
      assertTrue(!program.err().contains("Exception") && !program.err().contains("\tat "), program.err());
    }
    assertTrue(shown > 50 && shown < 1000, "shown " + shown);
  }

  @Test
  void builtinFile_withAnyBytesChanged_isShownOrRefusedWithoutATrace() throws Exception {
    Path root = Files.createDirectory(scratch.resolve("mutations"));
    new ModinfoTree(root);
    Path file = root.resolve("lib/modules/1.0/modules.builtin.modinfo");
    byte[] content = Files.readAllBytes(file);
    Random random = new Random(43);
    for (int i = 0; i < 200; i++) {
      byte[] mutated = Arrays.copyOf(content, 1 + random.nextInt(content.length));
      mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
      Files.write(file, mutated);
      Program program = Program.run("modinfo", "-k", "1.0", "-b", root.toString(), "inside");
      assertTrue(program.out().startsWith("name:           inside\nfilename:       (builtin)\n"), program.out());
      assertTrue(program.status() == 0 || program.err().startsWith("modinfo: "), program.err());
      assertTrue(!program.err().contains("\tat "), program.err());
    }
  }
}
