package io.hotprobe.module;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.module.ModuleInfo.Field;
import io.hotprobe.module.ModuleInfo.Parameter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModuleInfoTest {

  @TempDir Path directory;

  private final List<Diagnostic> diagnostics = new ArrayList<>();

  private ModuleInfo info(String... texts) throws IOException {
    KoFile file = new KoFile();
    for (String text : texts) {
      file.modinfo(text);
    }
    return ModuleInfo.read(new ModuleFile(new ModuleName("a"), file.write(directory.resolve("a.ko"))));
  }

  private ModuleInfo builtin(String name, String content) throws IOException {
    Files.writeString(directory.resolve("modules.builtin.modinfo"), content, StandardCharsets.ISO_8859_1);
    return new BuiltinInfo(directory).of(new ModuleName(name), diagnostics::add);
  }

  private static Parameter parameter(String name, String description, String type) {
    return new Parameter(name, Optional.ofNullable(description), Optional.ofNullable(type));
  }

  @Test
  void fields_ofAnyForm_areSplitAtTheFirstEqualsSign() throws Exception {
    ModuleInfo info = info("license=GPL", "noequals", "=nokey", "a=b=c", "parm=x:y");
    assertEquals(
        List.of(new Field("license", "GPL"), new Field("noequals", ""), new Field("", "nokey"), new Field("a", "b=c")), info.fields());
    assertEquals(List.of("x:y"), info.values("parm"));
    assertEquals(List.of(), info.values("nosuch"));
  }

  @Test
  void parameters_describedAndTyped_areMergedLastNamedFirst() throws Exception {
    ModuleInfo info = info("parm=io:port", "parmtype=irq:int", "parmtype=io:uint", "parm=late:only", "parm=:noname", "parm=empty:");
    assertEquals(
        List.of(
            parameter("empty", "", null),
            parameter("", "noname", null),
            parameter("late", "only", null),
            parameter("irq", null, "int"),
            parameter("io", "port", "uint")),
        info.parameters(diagnostics::add));
    assertEquals(List.of(), diagnostics);
  }

  @Test
  void parameters_namedTwice_takeTheLastTextInTheFirstPlace() throws Exception {
    assertEquals(
        List.of(parameter("b", "B", null), parameter("a", "two", "bool")),
        info("parm=a:one", "parm=b:B", "parmtype=a:int", "parm=a:two", "parmtype=a:bool").parameters(diagnostics::add));
  }

  @Test
  void parameters_withoutAColon_areLeftOutAndToldOf() throws Exception {
    assertEquals(List.of(parameter("a", "b", null)), info("parm=bad", "parm=a:b", "parmtype=worse").parameters(diagnostics::add));
    assertEquals(2, diagnostics.size());
    assertTrue(diagnostics.get(0).toString().contains("a.ko: 'parm=bad' has no colon"), diagnostics.toString());
  }

  @Test
  void builtin_amongOthers_isOnlyItsFirstRunOfTexts() throws Exception {
    ModuleInfo info = builtin("b", "a.x=1\0bb.x=2\0b.license=GPL\0b.a.b=c.d\0b.none\0c.x=3\0b.late=4\0");
    assertEquals(List.of(new Field("license", "GPL"), new Field("a.b", "c.d"), new Field("none", "")), info.fields());
    assertEquals(new ModuleSignature.Unsigned(), info.signature());
    assertTrue(info.buildId().isEmpty());
  }

  @Test
  void builtin_withoutTheFile_tellsNothing() throws Exception {
    assertEquals(List.of(), new BuiltinInfo(directory).of(new ModuleName("b"), diagnostics::add).fields());
  }

  @Test
  void builtin_notInTheFile_isAnErrorThatNamesIt() {
    IOException unknown = assertThrows(IOException.class, () -> builtin("b", "a.x=1\0"));
    assertTrue(unknown.getMessage().endsWith("modules.builtin.modinfo: does not mention b"), unknown.getMessage());
  }

  @Test
  void builtin_cutShort_isAnErrorWithTheByte() {
    IOException cut = assertThrows(IOException.class, () -> builtin("b", "a.x=1\0b.y=2"));
    assertTrue(cut.getMessage().contains("byte 6: the file ends inside a text"), cut.getMessage());
  }

  @Test
  void builtin_behindATextOfNoModule_endsThere() throws Exception {
    assertEquals(List.of(new Field("x", "1")), builtin("b", "b.x=1\0nodot\0b.y=2\0").fields());
    assertTrue(diagnostics.get(0).toString().contains("byte 6: a text without 'MODULE.'"), diagnostics.toString());
  }

  @Test
  void module_thatIsNone_isAnErrorWithTheByte() throws Exception {
    Path text = Files.writeString(directory.resolve("a.ko"), "hello, this is no module at all, but long enough to be looked at further");
    IOException none = assertThrows(IOException.class, () -> ModuleInfo.read(new ModuleFile(new ModuleName("a"), text)));
    assertTrue(none.getMessage().contains("a.ko: byte 0: "), none.getMessage());
  }
}
