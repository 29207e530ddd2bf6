/**
 * The kernel's uevents: one message as bytes, its parser, recordings of them, and the port they come from.
 *
 * <p>JDK only; imports nothing of ours.
 */
package io.hotprobe.uevent;
