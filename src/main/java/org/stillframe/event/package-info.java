/** Tells clients of every change of a status: written down with the change, put in order, and sent to those that listen. */
package org.stillframe.event;
