package org.stillframe.bench;

/**
 * What is promised, and what was measured.
 *
 * @param worst the worst of all that was compared, as a person reads it
 */
record Bar(String promise, boolean met, String worst) {}
