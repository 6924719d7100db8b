package org.stillframe.idempotency;

/** What is kept of an answer, so that it can be given again byte for byte. Headers that it does not have are null. */
public record KeptAnswer(int status, String contentType, String location, String operationLocation, String body) {}
