/**
 * Accounts and tokens as they are managed over HTTP: by administrators, and by each account for itself. It stands above
 * {@code account}, which tells who a caller is, as every change here is audited and may come with an Idempotency-Key.
 */
package org.stillframe.access;
