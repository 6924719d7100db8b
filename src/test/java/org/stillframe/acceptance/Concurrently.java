package org.stillframe.acceptance;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Sends the same from several threads at once. */
final class Concurrently {
    private Concurrently() {}

    static List<Answer> send(int times, Callable<Answer> request) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(times);
        List<Answer> answers = new ArrayList<>();
        try {
            for (Future<Answer> answer : executor.invokeAll(Collections.nCopies(times, request))) {
                answers.add(answer.get());
            }
        } finally {
            executor.shutdownNow();
        }
        return answers;
    }
}
