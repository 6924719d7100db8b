/** Sends an account's events to where it wants them: signed, tried again until they arrive, and never to an internal address. */
package org.stillframe.webhook;
