package io.hotprobe.rules;

import static io.hotprobe.rules.RuleWorld.assigned;
import static io.hotprobe.rules.RuleWorld.event;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.hotprobe.uevent.Uevent;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What rules decide, one trap at a time; the answers are those of udev 257. */
class EvaluatorTest {

  private static final String NULL = "/devices/virtual/mem/null";

  @TempDir Path root;
  private RuleWorld world;

  @BeforeEach
  void plugInNull() {
    world = new RuleWorld(root);
    world.device(NULL, "mem", "dev=1:3\n", "power/control=auto\n", "uevent=MAJOR=1\nMINOR=3\nDEVNAME=null\n", "model=Disk  \n");
    world.device("/devices/virtual/mem/zero", "mem", "dev=1:5\n");
  }

  private static Uevent add() {
    return event("add", NULL, "MAJOR=1", "MINOR=3", "DEVNAME=null");
  }

  private String set(String... rules) {
    return assigned(world.rule(add(), rules));
  }

  @Test
  void env_setAddedToEmptied_isAsUdevHasIt() {
    assertEquals("{A=x }", set("ENV{A}=\"\"", "ENV{A}+=\"x\", ENV{A}+=\"$env{NONE}\""));
    assertEquals("{A=x y}", set("ENV{A}=\"x\"", "ENV{A}+=\"y\""));
    assertEquals("{A=x}", set("ENV{A}=\"x\"", "ENV{A}+=\"\""));
    assertEquals("{}", set("ENV{A}=\"x\"", "ENV{A}=\"\""));
    assertEquals("{}", set("ENV{A}=\"x\"", "ENV{A}=\"$env{NONE}\""));
    assertEquals("{B=  two  blanks }", set("ENV{B}=\"  two  blanks \""));
  }

  @Test
  void env_ofKernel_isThereWithNodeUnderDev() {
    assertEquals("{OK=1}", set("ENV{DEVNAME}==\"/dev/null\", ENV{SUBSYSTEM}==\"mem\", ENV{MAJOR}==\"1\", ENV{OK}=\"1\""));
  }

  @Test
  void env_ofKernelWithoutValue_isNoProperty() {
    Ruling ruling = world.rule(event("add", NULL, "EMPTY="), "ENV{EMPTY}==\"\", ENV{A}=\"[$env{EMPTY}]\"");
    assertEquals("{A=[]} false", assigned(ruling) + " " + ruling.properties().containsKey("EMPTY"));
  }

  @Test
  void run_shellProgram_getsNothingThatAShellWouldObey() {
    Uevent event = event("add", NULL, "HID_NAME=x'; reboot; $(id) `id` \"|&<>*?[a]{b}~!\\ #\u00c3\u00a9");
    String harmless = "x__ reboot_ __id_ _id_ ________a__b____ _\u00c3\u00a9";
    assertEquals("/bin/sh -c 'echo " + harmless + "'", ran(event, "RUN+=\"/bin/sh -c 'echo $env{HID_NAME}'\""));
    assertEquals("/usr/bin/env bash -ec 'echo %' " + harmless, ran(event, "RUN+=\"/usr/bin/env bash -ec 'echo %%' $env{HID_NAME}\""));
    assertEquals("/bin/echo x'; reboot; $(id)", ran(event, "RUN+=\"/bin/echo $env{HID_NAME}\"").substring(0, 27));
  }

  @Test
  void run_shellProgramBehindOptionsWithArguments_isCleaned() {
    Uevent event = event("add", NULL, "HID_NAME=$(reboot)");
    assertEquals("/bin/bash -euo pipefail -c 'logger __reboot_'",
        ran(event, "RUN+=\"/bin/bash -euo pipefail -c 'logger $env{HID_NAME}'\""));
  }

  @Test
  void run_commandOutOfAPropertyNamesAShell_isCleaned() {
    Uevent event = event("add", NULL, "HID_NAME=$(reboot)");
    assertEquals("/bin/sh -c _x __reboot__", ran(event, "ENV{c}=\"/bin/sh -c 'x $env{HID_NAME}'\"", "RUN+=\"$env{c}\""));
    assertEquals("/bin/sh -c 'x __reboot_'", ran(event, "ENV{s}=\"/bin/sh\"", "RUN+=\"$env{s} -c 'x $env{HID_NAME}'\""));
  }

  private String ran(Uevent event, String... rules) {
    return world.rule(event, rules).run().get(0).command();
  }

  @Test
  void env_private_isUsedButNotToldOf() {
    Ruling ruling = world.rule(add(), "ENV{.P}=\"private\"", "ENV{D}=\"$env{.P}\"");
    assertEquals("{D=private}", assigned(ruling));
    assertEquals(false, ruling.properties().containsKey(".P"));
  }

  @Test
  void env_inOneLine_isComparedBeforeItIsSet() {
    assertEquals("{A=1, C=1}", set("ENV{A}=\"1\", ENV{A}==\"1\", ENV{B}=\"1\"", "ENV{A}=\"1\"", "ENV{C}=\"1\", ENV{A}==\"1\""));
  }

  @Test
  void env_longerThan511_isRefused() {
    String half = "x".repeat(256);
    assertEquals("{A=" + half + "}", set("ENV{A}=\"" + half + "\"", "ENV{A}+=\"" + half + "\""));
    assertEquals("{A=" + half + ", B=" + half + half.substring(1) + "}",
        set("ENV{A}=\"" + half + "\"", "ENV{B}=\"$env{A}" + half.substring(1) + "\"", "ENV{C}=\"$env{A}$env{A}\""));
  }

  @Test
  void env_stringEscape_countsForItsLine() {
    assertEquals("{E=a_b_c_d, F=a/b c;d}", set("OPTIONS=\"string_escape=replace\", ENV{E}=\"a/b c;d\"", "ENV{F}=\"a/b c;d\""));
  }

  @Test
  void symlink_namesAreNormalisedAndOutsidersRefused() {
    Ruling ruling = world.rule(add(), "SYMLINK+=\"/dev/abs ../up a/../b x//y ./z t/ a/./b /other\"", "SYMLINK-=\"abs\"");
    assertEquals(List.of("x/y", "z", "t", "a/b"), ruling.links());
  }

  @Test
  void symlink_blanks_separateUnlessTheyAreSubstituted() {
    String[] lines = {"ENV{C}=\"  lead  and trail \"", "SYMLINK+=\"a$env{C}x b\""};
    assertEquals(List.of("alead_and_trailx", "b"), world.rule(add(), lines).links());
    String[] none = {"ENV{C}=\" l t \"", "OPTIONS=\"string_escape=none\", SYMLINK+=\"q;w $env{C}\""};
    assertEquals(List.of("q;w", "l", "t"), world.rule(add(), none).links());
    String[] replace = {"ENV{C}=\" l t \"", "OPTIONS=\"string_escape=replace\", SYMLINK+=\"q;w $env{C}\""};
    assertEquals(List.of("q_w_l_t"), world.rule(add(), replace).links());
    world.programWrites("/usr/lib/udev/two", "one two\n");
    assertEquals(List.of("one", "two"), world.rule(add(), "PROGRAM=\"two\", SYMLINK+=\"%c\"").links());
  }

  @Test
  void symlink_nameLongerThanAFilesystemTakes_isRefused() {
    assertEquals(List.of("y/" + "x".repeat(255)), world.rule(add(), "SYMLINK+=\"y/" + "x".repeat(255) + " y/" + "x".repeat(256) + "\"").links());
  }

  @Test
  void symlink_setAndFrozen_replacesAndStays() {
    Ruling ruling = world.rule(add(), "SYMLINK+=\"a\"", "SYMLINK=\"b\"", "SYMLINK+=\"c\"", "SYMLINK:=\"d\"", "SYMLINK+=\"e\"");
    assertEquals(List.of("d"), ruling.links());
  }

  @Test
  void symlink_withoutNode_isPassedOver() {
    Uevent event = event("add", NULL);
    assertEquals(List.of(), world.rule(event, "SYMLINK+=\"a\", ENV{X}=\"1\"").links());
    assertEquals("{}", assigned(world.rule(event, "SYMLINK+=\"a\", OWNER=\"tss\"")));
  }

  @Test
  void symlink_inMatches_isSeenByNotEmptyEvenWithoutAny() {
    assertEquals("{A=1}", set("SYMLINK==\"?*\", ENV{A}=\"1\"", "SYMLINK==\"*\", ENV{B}=\"1\"", "SYMLINK==\"\", ENV{C}=\"1\""));
    assertEquals("{A=1}", set("SYMLINK+=\"x/y\"", "SYMLINK==\"x/y\", ENV{A}=\"1\"", "SYMLINK!=\"x/y\", ENV{B}=\"1\""));
    assertEquals("{A=/dev/x/y}", set("SYMLINK+=\"x/y\"", "ENV{DEVLINKS}==\"/dev/x*\", ENV{A}=\"$env{DEVLINKS}\""));
  }

  @Test
  void tag_setAddedTakenOut_isCurrentOrEver() {
    Ruling ruling = world.rule(add(), "TAG+=\"aa\"", "TAG=\"bb\"", "TAG+=\"cc\"", "TAG-=\"cc\"", "TAG+=\"bad tag\"");
    assertEquals("[bb, cc]", ruling.tags().toString());
    assertEquals("[bb]", ruling.currentTags().toString());
    assertEquals("{A=1}", set("TAG+=\"cc\"", "TAG-=\"cc\"", "TAG==\"cc\", ENV{A}=\"1\"", "TAG!=\"cc\", ENV{B}=\"1\""));
  }

  @Test
  void tag_ofEarlierEvents_isKeptButNotCurrent() {
    world.records.put("c1:3", new DeviceRecord(List.of(), 0, 1, java.util.Map.of(), java.util.Set.of("old"), java.util.Set.of("old"), false));
    Ruling ruling = world.rule(add(), "TAG==\"old\", ENV{A}=\"1\"", "TAG+=\"new\"", "TAG==\"new\", ENV{B}=\"1\"");
    assertEquals("{A=1, B=1}", assigned(ruling));
    assertEquals("[old, new]", ruling.tags().toString());
    assertEquals("[new]", ruling.currentTags().toString());
  }

  @Test
  void tag_withoutAny_isNotEmptyButMatchesNothing() {
    assertEquals("{A=1, B=1}", set("TAG==\"?*\", ENV{A}=\"1\"", "TAG!=\"x\", ENV{B}=\"1\"", "TAG==\"*\", ENV{C}=\"1\""));
  }

  @Test
  void tags_ofParents_areThoseInTheDatabase() {
    world.device(NULL + "/part", "mem");
    world.records.put("c1:3", new DeviceRecord(List.of(), 0, 1, java.util.Map.of(), java.util.Set.of("a", "b"), java.util.Set.of("a"), false));
    Ruling ruling = world.rule(event("add", NULL + "/part"), "TAGS==\"a\", ENV{A}=\"$id\"", "TAGS==\"b\", ENV{B}=\"1\"");
    assertEquals("{A=null}", assigned(ruling));
  }

  @Test
  void attr_missing_failsBothWays() {
    assertEquals("{}", set("ATTR{nope}==\"\", ENV{A}=\"1\"", "ATTR{nope}!=\"x\", ENV{B}=\"1\"", "ATTR{power}!=\"x\", ENV{C}=\"1\""));
    assertEquals("{}", set("ATTRS{nope}!=\"x\", ENV{A}=\"1\"", "ATTR{$kernel}!=\"\", ENV{B}=\"1\""));
  }

  @Test
  void attr_ofOtherDevice_isEmptyWhenOnlyTheFileIsMissing() {
    assertEquals("{A=1:5, B=xy}",
        set("ATTR{[mem/null]dev}==\"1:3\", ENV{A}=\"%s{[mem/zero]dev}\"", "ATTR{[mem/null]nope}==\"\", ENV{B}=\"x%s{[mem/zero]nope}y\"",
            "ATTR{[mem/none]dev}!=\"x\", ENV{C}=\"1\""));
  }

  @Test
  void attr_blanksAtItsEnd_countOnlyIfThePatternEndsInOne() {
    assertEquals("{A=1, C=1, D=1}",
        set("ATTR{model}==\"Disk\", ENV{A}=\"1\"", "ATTR{model}==\"Disk \", ENV{B}=\"1\"", "ATTR{model}==\"Disk  \", ENV{C}=\"1\"",
            "ATTR{model}!=\"\", ENV{D}=\"1\""));
    assertEquals("{A=1, B=1, C=1}",
        set("ATTR{model}==\"x|Disk\", ENV{A}=\"1\"", "ATTR{model}==\"Disk|x \", ENV{B}=\"1\"", "ATTR{model}==\"Disk  |x\", ENV{C}=\"1\"",
            "ATTR{model}==\"Disk *\", ENV{D}=\"1\""));
    world.file("sys" + NULL + "/blank", "   \n");
    assertEquals("{}", set("ATTR{blank}==\"?*\", ENV{A}=\"1\""));
  }

  @Test
  void attr_namesAreSubstituted_valuesOfLinksAreTheirLastElement() {
    world.file("sys" + NULL + "/null", "own");
    assertEquals("{A=1, B=1}", set("ATTR{$kernel}==\"own\", ENV{A}=\"1\"", "ATTR{subsystem}==\"mem\", ENV{B}=\"1\""));
  }

  @Test
  void pattern_backslash_isLiteralUnlessThereIsAGlob() {
    assertEquals("{A=1}", set("ATTR{dev}==\"*\\:3\", ENV{A}=\"1\"", "ATTR{dev}==\"\\1:3\", ENV{B}=\"1\""));
    assertEquals("{Q=a\\b, A=1}", set("ENV{Q}=\"a\\b\"", "ENV{Q}==\"a\\b\", ENV{A}=\"1\"", "ENV{Q}==\"a\\b|x*\", ENV{B}=\"1\""));
  }

  @Test
  void subsystem_wordsForIt_areOne() {
    Uevent bus = event("add", "/bus/usb", "SUBSYSTEM=subsystem");
    for (String word : List.of("subsystem", "class", "bus")) {
      assertEquals("{A=1}", assigned(world.rule(bus, "SUBSYSTEM==\"" + word + "\", ENV{A}=\"1\"")));
    }
  }

  @Test
  void name_ofInterface_isSanitisedAndFrozen() {
    Uevent event = event("add", "/devices/virtual/net/eth0", "SUBSYSTEM=net", "IFINDEX=2", "INTERFACE=eth0");
    Ruling ruling = world.rule(event, "NAME==\"\", ENV{A}=\"%D\"", "NAME:=\"a/b:c\"", "NAME=\"d\"", "NAME==\"a_b_c\", ENV{B}=\"$name\"");
    assertEquals("a_b_c", ruling.name().orElseThrow());
    assertEquals("{A=eth0, B=a_b_c}", assigned(ruling));
    assertEquals(true, world.rule(add(), "NAME=\"x\", ENV{A}=\"1\"").name().isEmpty());
  }

  @Test
  void ownerGroupMode_literalOrSubstituted_areNumbers() {
    Ruling ruling = world.rule(add(), "OWNER=\"tss\", GROUP=\"disk\", MODE=\"0640\"");
    assertEquals("103 6 416", ruling.owner().getAsInt() + " " + ruling.group().getAsInt() + " " + ruling.mode().getAsInt());
    Ruling substituted =
        world.rule(add(), "ENV{U}=\"tss\"", "OWNER=\"$env{U}\", GROUP=\"%m\", MODE=\"%m\"", "OWNER=\"$env{NONE}x\", MODE=\"8%m\"");
    assertEquals("103 3 3",
        substituted.owner().getAsInt() + " " + substituted.group().getAsInt() + " " + substituted.mode().getAsInt());
    Ruling frozen = world.rule(add(), "OWNER:=\"tss\"", "OWNER=\"root\"", "MODE:=\"%m\"", "MODE=\"0600\"");
    Ruling nodeless = world.rule(event("add", NULL), "OWNER=\"tss\", MODE=\"0600\", ENV{A}=\"1\"");
    assertEquals("{A=1} false false", assigned(nodeless) + " " + nodeless.owner().isPresent() + " " + nodeless.mode().isPresent());
    assertEquals("103 3", frozen.owner().getAsInt() + " " + frozen.mode().getAsInt());
  }

  @Test
  void owner_literalNameThatIsNotKnown_isNobody() {
    assertEquals(true, world.rule(add(), "OWNER=\"tss\"", "OWNER=\"no-such-one\"").owner().isEmpty());
    assertEquals(true, world.rule(add(), "GROUP:=\"no-such-one\"", "GROUP=\"disk\"").group().isEmpty());
    assertEquals(103, world.rule(add(), "OWNER=\"tss\"", "OWNER=\"no-such-%k\"").owner().getAsInt());
    assertEquals(-2, world.rule(add(), "OWNER=\"4294967294\"").owner().getAsInt());
    assertEquals(-2, world.rule(add(), "ENV{U}=\"4294967294\"", "OWNER=\"$env{U}\"").owner().getAsInt());
  }

  @Test
  void mode_literalAndOfTheEvent_theLiteralStays() {
    assertEquals(0644, world.rule(add(), "MODE=\"0644\", MODE=\"%m\"").mode().getAsInt());
    assertEquals(true, world.rule(add(), "MODE=\"0640\", MODE:=\"x\"").mode().isEmpty());
  }

  @Test
  void run_list_isSharedKeepsDuplicatesAndEndsWithFreeze() {
    Ruling ruling =
        world.rule(add(), "RUN+=\"a\"", "RUN{builtin}+=\"kmod load\", RUN+=\"a\"", "ENV{X}=\"1\"", "RUN+=\"b $env{X} %k\"", "ENV{X}=\"2\"");
    assertEquals("PROGRAM a, BUILTIN kmod load, PROGRAM a, PROGRAM b 1 null", run(ruling));
    assertEquals("PROGRAM c", run(world.rule(add(), "RUN+=\"a b\"", "RUN:=\"c\"", "RUN+=\"d\"", "RUN{builtin}=\"kmod load\"")));
  }

  private static String run(Ruling ruling) {
    return String.join(", ", ruling.run().stream().map(each -> each.type() + " " + each.command()).toList());
  }

  @Test
  void run_inALine_seesWhatTheLineSets() {
    assertEquals("PROGRAM b 2", run(world.rule(add(), "RUN+=\"b $env{X}\", ENV{X}=\"2\"")));
  }

  @Test
  void jump_isTakenAfterTheAssignmentsAndOnlyIfAllHeld() {
    assertEquals("{A=1, D=1}",
        set("ENV{A}=\"1\", GOTO=\"end\"", "ENV{B}=\"1\"", "LABEL=\"end\"", "KERNEL==\"nope\", GOTO=\"last\"", "ENV{D}=\"1\"", "LABEL=\"last\""));
  }

  @Test
  void linesOfEqualFirstMatches_areSkippedTogetherOnly() {
    assertEquals("{C=1, D=1}",
        set("KERNEL==\"zero\", ENV{A}=\"1\"", "ACTION==\"add\", KERNEL==\"zero\", ENV{B}=\"1\"", "KERNEL==\"null\", ENV{C}=\"1\"",
            "ACTION==\"add\", ENV{D}=\"1\""));
  }

  @Test
  void options_areTold() {
    Ruling ruling = world.rule(add(), "OPTIONS+=\"link_priority=5\", OPTIONS+=\"db_persist\"", "OPTIONS:=\"nowatch\"", "OPTIONS=\"watch\"");
    assertEquals("5 true false", ruling.linkPriority() + " " + ruling.persistent() + " " + ruling.watch().orElseThrow());
    assertEquals(true, world.rule(add(), "OPTIONS+=\"link_priority=-5\"").watch().isEmpty());
  }

  @Test
  void seclabel_isSubstituted() {
    assertEquals("{selinux=anull}", world.rule(add(), "SECLABEL{selinux}=\"a$kernel\"").labels().toString());
  }

  @Test
  void constAndSysctl_areCompared() {
    world.file("proc/sys/kernel/ostype", "Linux\n");
    assertEquals("{A=1, B=1, C=1, D=1}",
        set("SYSCTL{kernel.ostype}==\"Linux\", ENV{A}=\"1\"", "SYSCTL{kernel/ostype}==\"Linux\", ENV{B}=\"1\"",
            "SYSCTL{kernel/nope}==\"\", ENV{C}=\"1\"", "CONST{arch}==\"x86-64\", ENV{D}=\"1\"", "CONST{virt}==\"x\", ENV{E}=\"1\""));
  }

  @Test
  void attrAndSysctl_assigned_areWrittenOutside() {
    world.file("proc/sys/net/x", "0");
    world.file("sys" + NULL + "/a/one/value", "0");
    Ruling ruling =
        world.rule(add(), "ATTR{power/control}=\"on %k\"", "ATTR{[mem/zero]dev}=\"1\"", "SYSCTL{net.x}=\"2\"", "ATTR{a/*/value}=\"3\"",
            "ATTR{b/*/value}=\"4\", ENV{A}=\"1\"", "ATTR{nope}=\"5\"", "ATTR{$kernel}=\"6\"");
    assertEquals(
        List.of("sys" + NULL + "/power/control=on null", "sys/devices/virtual/mem/zero/dev=1", "proc/sys/net/x=2", "sys" + NULL + "/a/one/value=3"),
        world.writes);
    assertEquals("{A=1}", assigned(ruling));
  }

  @Test
  void remove_propertiesTagsAndLinks_areThoseOfTheDatabase() {
    world.records.put("c1:3",
        new DeviceRecord(List.of("x"), 3, 1, java.util.Map.of("ID_A", "1"), java.util.Set.of("t", "u"), java.util.Set.of("t"), false));
    Ruling ruling =
        world.rule(event("remove", NULL, "MAJOR=1", "MINOR=3", "DEVNAME=null"), "ENV{ID_A}==\"1\", TAG==\"t\", SYMLINK==\"x\", ENV{A}=\"1\"",
            "IMPORT{db}==\"ID_A\", ENV{B}=\"1\"", "SYMLINK+=\"y\"");
    assertEquals("{ID_A=1, A=1}", assigned(ruling));
    assertEquals(List.of("x"), ruling.links());
  }
}
