/**
 * The commands: options, output, exit codes. The only place where the parts are put together; may import everything.
 *
 * <p>Home of picocli and jackson.
 */
package io.hotprobe.cli;
