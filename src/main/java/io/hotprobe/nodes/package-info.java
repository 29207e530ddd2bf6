/**
 * What udevd does for a device after the rules have spoken: owner and mode of its node, links, tags, the database, names of network
 * interfaces, and the message to those who listen.
 *
 * <p>{@link io.hotprobe.nodes.NodeWork} has the whole order of it; the other classes have one part each. Nothing that the world
 * does ends in an exception there: what could not be done is told, and the rest is done. Text has one char a byte. May import
 * {@code rules}, {@code sysfs}, {@code module}, {@code uevent}.
 */
package io.hotprobe.nodes;
