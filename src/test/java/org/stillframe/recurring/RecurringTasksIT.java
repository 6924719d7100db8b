package org.stillframe.recurring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import jakarta.inject.Inject;
import java.io.File;
import java.time.Duration;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Recurring work inside Payara Micro, whose own settings give it one thread for all of it. */
@ExtendWith(ArquillianExtension.class)
class RecurringTasksIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Inject
    private Probe.Quick quick;

    @Inject
    private Probe.Failing failing;

    @Inject
    private Probe.Broken broken;

    @Inject
    private Probe.Stalled stalled;

    @Deployment
    static WebArchive service() {
        return ShrinkWrap.createFromZipFile(WebArchive.class, new File(System.getProperty("stillframe.war")))
                .addClasses(RecurringTasksIT.class, Probe.class)
                .addClasses(Probe.class.getDeclaredClasses());
    }

    @Test
    void whatFailsIsDoneAgain() throws InterruptedException {
        awaitMore(failing);
        awaitMore(broken);
    }

    @Test
    void aTaskThatStallsKeepsNoOtherWaitingAndIsNotBegunTwice() throws InterruptedException {
        while (stalled.begun() == 0) {
            Thread.sleep(50);
        }
        awaitMore(quick);
        assertEquals(1, stalled.begun());
    }

    private static void awaitMore(Probe probe) throws InterruptedException {
        int before = probe.begun();
        long begun = System.nanoTime();
        while (probe.begun() < before + 5) {
            assertTrue(System.nanoTime() - begun < PATIENCE.toNanos(), "It was begun " + probe.begun() + " times");
            Thread.sleep(50);
        }
    }
}
