/** Requests that nobody should send, drawn from the OpenAPI document: {@code ./bench fuzz}. */
package org.stillframe.fuzz;
