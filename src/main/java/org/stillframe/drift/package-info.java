/**
 * Drift: what others changed on a host behind the service's back. {@link org.stillframe.drift.DriftFinder} compares what is known
 * with what the host says, without touching either; {@link org.stillframe.drift.Reconciliation} feeds it and has its findings
 * written down; {@link org.stillframe.drift.DriftMending} does what an admin chooses.
 */
package org.stillframe.drift;
