package org.stillframe.recurring;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorDefinition;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Does every {@link RecurringTask} again and again, by the processor's monotonic counter. The container's calendar timers go by
 * the wall clock: set back by an hour, it would keep them waiting for an hour (docs/adr/0008).
 */
@Startup
@Singleton
@DependsOn("DatabaseMigration")
@TransactionManagement(TransactionManagementType.BEAN)
@ManagedScheduledExecutorDefinition(name = RecurringTasks.EXECUTOR, maxAsync = RecurringTasks.THREADS)
public class RecurringTasks {
    /** As many as there are tasks, so that one that waits for a host keeps no other waiting. */
    public static final int THREADS = 24;

    static final String EXECUTOR = "java:app/concurrent/recurring";

    private static final Logger LOG = System.getLogger(RecurringTasks.class.getName());
    private static final Duration LONGEST_BEFORE_FIRST = Duration.ofSeconds(10);

    @Inject
    private Instance<RecurringTask> tasks;

    @Resource(lookup = EXECUTOR)
    private ManagedScheduledExecutorService executor;

    private final List<Future<?>> scheduled = new ArrayList<>();
    private volatile boolean ending;

    @PostConstruct
    void begin() {
        // All are asked before any is scheduled: one whose settings cannot be read stops the start.
        Map<RecurringTask, Duration> pauses = new LinkedHashMap<>();
        tasks.forEach(task -> pauses.put(task, task.pause()));
        pauses.forEach(this::schedule);
    }

    private void schedule(RecurringTask task, Duration pause) {
        Duration first = pause.compareTo(LONGEST_BEFORE_FIRST) < 0 ? pause : LONGEST_BEFORE_FIRST;
        scheduled.add(executor.scheduleWithFixedDelay(
                () -> attempt(task), first.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS));
    }

    private void attempt(RecurringTask task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) {
            // One that throws would never be run again.
            if (!ending) {
                LOG.log(Level.WARNING, "Recurring work failed; it will be tried again", e);
            }
        }
    }

    /** What runs is not interrupted: H2 closes its file under a thread that is. */
    @PreDestroy
    void end() {
        ending = true;
        scheduled.forEach(task -> task.cancel(false));
    }
}
