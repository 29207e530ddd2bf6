package io.hotprobe.resolve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.hotprobe.modalias.AliasHits;
import io.hotprobe.modalias.Modalias;
import io.hotprobe.simulate.SmallWorld;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stages of kmod's lookup: each case puts the name into a later stage too, which must stay unheard. */
class LookupTest {

  @TempDir Path root;

  private SmallWorld world;

  @BeforeEach
  void setUp() {
    world = new SmallWorld(root).module("first").module("second").module("third");
  }

  private List<Match> find(String name) throws IOException {
    return world.write().resolver().matches(Modalias.of(name), new AliasHits());
  }

  private List<String> modules(String name) throws IOException {
    return find(name).stream().map(match -> match.module().value()).toList();
  }

  @Test
  void find_configAliasAndModulesAlias_onlyTheConfigurationIsHeard() throws IOException {
    world.alias("x:1*", "second").conf("a.conf", "alias x:* first");
    Match match = find("x:12").get(0);
    assertEquals(List.of("first"), modules("x:12"));
    assertEquals(Match.Stage.CONFIG_ALIAS, match.stage());
    assertEquals("x:*", match.alias());
  }

  @Test
  void find_severalConfigAliases_allInParseOrderWithRepeats() throws IOException {
    world.conf("b.conf", "alias x:1 third", "alias x:* first").conf("a.conf", "alias x:?  second", "alias x:[0-9] third");
    assertEquals(List.of("second", "third", "third", "first"), modules("x:1"));
  }

  @Test
  void find_configAliasOfAModulesName_hidesTheModule() throws IOException {
    world.conf("a.conf", "alias first second");
    assertEquals(List.of("second"), modules("first"));
  }

  @Test
  void find_configAliasToAnAlias_isNotFollowed() throws IOException {
    world.conf("a.conf", "alias one two", "alias two first");
    assertEquals(List.of("two"), modules("one"));
  }

  @Test
  void find_moduleName_beforeModulesAlias() throws IOException {
    world.alias("first", "second");
    assertEquals(List.of("first"), modules("first"));
    assertEquals(Match.Stage.MODULE_NAME, find("first").get(0).stage());
    assertEquals(null, find("first").get(0).alias());
  }

  @Test
  void find_dashes_areFoldedOnBothSides() throws IOException {
    world.module("a-b_c").alias("of:N-x*", "first").alias("u:[a-c]_[-]", "second");
    assertEquals(List.of("a_b_c"), modules("a-b-c"));
    assertEquals(List.of("a_b_c"), modules("a_b_c"));
    assertEquals(List.of("first"), modules("of:N_xy"));
    assertEquals(List.of("first"), modules("of:N-x"));
    assertEquals(List.of(), modules("u:--"), "the dash is folded in the name and kept in the brackets");
    assertEquals(List.of(), modules("u:b_-"));
  }

  @Test
  void find_dashInBrackets_isARange() throws IOException {
    world.alias("u:d[0-9]*", "first");
    assertEquals(List.of("first"), modules("u:d5x"));
    assertEquals(List.of(), modules("u:d-"));
    assertEquals(List.of(), modules("u:d_"));
  }

  @Test
  void find_symbol_asksModulesSymbols() throws IOException {
    world.symbol("ext_*", "second").alias("symbol:*", "first");
    assertEquals(List.of("second"), modules("symbol:ext_init"));
    assertEquals(Match.Stage.SYMBOL, find("symbol:ext_init").get(0).stage());
    assertEquals(List.of("first"), modules("symbol:other"), "nothing in modules.symbols: the next stages are asked");
  }

  @Test
  void find_installCommand_makesANameWithoutAFile() throws IOException {
    world.alias("meta", "first").conf("a.conf", "install meta true", "remove gone true", "install glob* true");
    assertEquals(List.of("meta"), modules("meta"));
    assertEquals(Match.Stage.COMMAND, find("meta").get(0).stage());
    assertEquals(List.of("gone"), modules("gone"));
    assertEquals(List.of(), modules("globular"), "globs mean nothing here");
  }

  @Test
  void find_modulesAlias_allInTheOrderOfTheModules() throws IOException {
    world.alias("p:*", "third").alias("p:1", "first").alias("p:1*", "third").alias("p:?", "second");
    assertEquals(List.of("third", "third", "first", "second"), modules("p:1"));
  }

  @Test
  void find_builtin_byName() throws IOException {
    world.builtin("inside").builtin("first").alias("inside2", "first");
    assertEquals(Match.Stage.BUILTIN_NAME, find("inside").get(0).stage());
    assertEquals(Match.Stage.MODULE_NAME, find("first").get(0).stage(), "a file comes first");
  }

  @Test
  void find_wildcardsInTheName_meanNothing() throws IOException {
    world.alias("p:1", "first");
    assertEquals(List.of(), modules("p:*"));
    assertEquals(List.of(), modules("p:?"));
  }

  @Test
  void find_starOverSlashes_matches() throws IOException {
    world.alias("of:N*T*Cvendor,*", "first");
    assertEquals(List.of("first"), modules("of:Na/bTx/yCvendor,/z"));
  }

  @Test
  void find_unpairedBracket_findsNothing() throws IOException {
    world.alias("x*", "first").conf("a.conf", "alias x]* second");
    assertEquals(List.of(), modules("x["));
    assertEquals(List.of(), modules("x]"));
    assertEquals(List.of("first"), modules("x[]"));
  }

  @Test
  void find_anyText_isAnswered() throws IOException {
    world.alias("x*", "first");
    Resolver resolver = world.write().resolver();
    for (String name : new String[] {"", ".", "..", "/", "a/b", "\0", "\u00ff\u0080", ":", "*", "\\", "symbol:", "[", "]["}) {
      assertTrue(resolver.matches(Modalias.of(name), new AliasHits()).isEmpty(), name);
    }
  }

  @Test
  void find_blacklist_marksAnswersThroughAnAliasOnly() throws IOException {
    world.alias("p:1", "first").alias("p:1", "second").conf("a.conf", "blacklist first", "blacklist p:1", "alias q third");
    List<Match> matches = find("p:1");
    assertEquals(List.of("second", "first"), matches.stream().map(match -> match.module().value()).sorted((a, b) -> -a.compareTo(b)).toList());
    for (Match match : matches) {
      assertEquals(match.module().value().equals("first"), match.isBlacklisted(), match.toString());
    }
    assertEquals(false, find("first").get(0).isBlacklisted());
    world.conf("a.conf", "blacklist third", "alias q third");
    assertTrue(find("q").get(0).isBlacklisted());
    assertTrue(find("q").get(0).blacklist().get().toString().endsWith("a.conf:1"));
  }

  @Test
  void find_installLineWithASlash_isAnsweredNotThrown() throws IOException {
    world.conf("a.conf", "install a/b true", "remove .. true", "install . true");
    Resolver resolver = world.write().resolver();
    for (String name : new String[] {"a/b", "..", "."}) {
      resolver.matches(Modalias.of(name), new AliasHits());
      resolver.resolve(name, "");
    }
  }

  @Test
  void open_aliasToWhatIsNoName_isToldAndTheOthersCount() throws IOException {
    world.conf("a.conf", "alias x ..", "alias y .", "alias z first");
    assertEquals(List.of("first"), modules("z"));
  }

  @Test
  void open_modulesAliasToWhatIsNoName_isToldAndTheOthersCount() throws IOException {
    world.alias("x", "..").alias("y", ".").alias("z", "first");
    assertEquals(List.of("first"), modules("z"));
  }
}
