/**
 * From a modalias or a name to what is to be loaded for it: lookup, plan, and the cache of both.
 *
 * <p>May import {@code config}, {@code policy}, {@code modalias}, {@code module}. Home of Caffeine.
 */
package io.hotprobe.resolve;
