package org.stillframe.fuzz;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import net.jqwik.api.sessions.JqwikSession;
import org.stillframe.ServiceUnderTest;
import org.stillframe.api.OpenApiDocument;

/** Sends drawn requests over a few connections at once and judges the answers. */
final class Fuzz {
    private static final int CONNECTIONS = 6;
    private static final int KEPT_UP_EVERY = 300;

    private final URI url;
    private final Requests requests;
    private final Reserve reserve;
    private final Findings findings;
    /** What computes for seconds is asked alone: how long it takes beside others would tell of the machine and of nothing else. */
    private final ReadWriteLock machine = new ReentrantReadWriteLock(true);

    /** @param directory where hosts can be made */
    Fuzz(ServiceUnderTest service, Path directory, long seed) throws IOException {
        OpenApiDocument document = OpenApiDocument.read();
        Known known = new Known();
        this.url = service.url();
        this.reserve = new Reserve(service, known, directory);
        Requests[] made = new Requests[1];
        JqwikSession.run(() -> made[0] = new Requests(seed, Endpoint.all(document), new Schemas(document), known));
        this.requests = made[0];
        this.findings = new Findings(seed);
    }

    /** What was seen so far. */
    Findings findings() {
        return findings;
    }

    /**
     * @param from the number of the first request, of {@code count}
     * @param seconds after which no more are begun
     */
    Findings run(long from, long count, long seconds) throws IOException, InterruptedException {
        AtomicLong next = new AtomicLong(from);
        long deadline = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        ExecutorService workers = Executors.newFixedThreadPool(CONNECTIONS);
        try {
            List<Callable<Void>> tasks = new ArrayList<>();
            for (int i = 0; i < CONNECTIONS; i++) {
                tasks.add(() -> work(next, from, from + count, deadline));
            }
            for (Future<Void> task : workers.invokeAll(tasks)) {
                task.get();
            }
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } finally {
            workers.shutdownNow();
        }
        return findings;
    }

    private Void work(AtomicLong next, long from, long end, long deadline) throws IOException {
        try (Wire wire = new Wire(url)) {
            for (long number = next.getAndIncrement(); number < end && System.nanoTime() < deadline; number = next.getAndIncrement()) {
                if ((number - from) % KEPT_UP_EVERY == KEPT_UP_EVERY - 1) {
                    reserve.keepUp();
                }
                long drawn = number;
                Draft[] draft = new Draft[1];
                JqwikSession.run(() -> draft[0] = requests.draw(drawn));
                send(wire, number, draft[0]);
            }
        }
        return null;
    }

    private void send(Wire wire, long number, Draft draft) throws IOException {
        Lock share = Requests.isCostly(draft) ? machine.writeLock() : machine.readLock();
        share.lock();
        Reply reply;
        try {
            reply = wire.send(reserve.signed(draft), draft.method().equals("HEAD"), !draft.leavesConnectionInOrder() || draft.connector());
        } finally {
            share.unlock();
        }
        findings.add(number, draft, reply, Judge.faults(draft, reply));
    }
}
