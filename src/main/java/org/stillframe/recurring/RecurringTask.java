package org.stillframe.recurring;

import java.time.Duration;

/** Work that is done again and again for as long as the service runs. {@link RecurringTasks} finds it by this type. */
public interface RecurringTask {
    /** How long after one run has ended the next begins. Asked once, at the start. */
    Duration pause();

    /** Does the work once, in no transaction, and never twice at the same time. What it throws is logged; it is done again. */
    void run();
}
