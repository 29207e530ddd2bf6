package io.hotprobe.rules;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What the rules decided for one event. Everything is in the order in which it was set.
 *
 * @param kernel what the kernel sent: by it the device is known, whatever rules made of the properties
 * @param properties all of the event's, those of the kernel included, without those of a leading dot
 * @param assigned the keys of those that rules or imports set: the database keeps these
 * @param tags all that the device ever had
 * @param currentTags those of this event
 * @param links without {@code /dev/}
 * @param name of a network interface; empty when no rule gave one
 * @param labels SECLABEL by module
 * @param watch empty when no rule said
 * @param programs those run for PROGRAM and IMPORT while the rules were evaluated
 */
public record Ruling(
    Map<String, String> kernel,
    Map<String, String> properties,
    Set<String> assigned,
    Set<String> tags,
    Set<String> currentTags,
    List<String> links,
    int linkPriority,
    OptionalInt owner,
    OptionalInt group,
    OptionalInt mode,
    Optional<String> name,
    Map<String, String> labels,
    Optional<Boolean> watch,
    boolean persistent,
    List<RunCommand> run,
    List<ProgramRun> programs) {}
