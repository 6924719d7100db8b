/** The audit trail: who did what, and what the service found and did by itself. */
package org.stillframe.audit;
