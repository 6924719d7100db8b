package org.stillframe.operation;

/** Told within this process, once the transaction that ended the operation is committed. */
record OperationEnded(String operationId) {}
