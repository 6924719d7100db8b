/** Keeps each token to a number of requests a minute, on all nodes together. */
package org.stillframe.ratelimit;
