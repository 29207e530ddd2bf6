/**
 * The edge to the running kernel: the uevent socket, the module system calls, the shell for install commands, the terminal,
 * device nodes.
 *
 * <p>Implements the ports of {@code uevent}, {@code module}, {@code nodes} and {@code builtins} and imports nothing else of ours.
 * Home of JNA, which is linked when the first object needs it and not when a class of this package is touched.
 */
package io.hotprobe.linux;
