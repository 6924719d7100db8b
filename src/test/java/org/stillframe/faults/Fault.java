package org.stillframe.faults;

/** What is done to the service and its host in the middle of their work. */
enum Fault {
    SERVICE("the service killed", true, false, false),
    LIBVIRTD("libvirtd killed", false, true, false),
    QEMU("QEMU killed", false, false, true),
    SERVICE_AND_LIBVIRTD("service and libvirtd killed", true, true, false),
    SERVICE_AND_QEMU("service and QEMU killed", true, false, true),
    LIBVIRTD_AND_QEMU("libvirtd and QEMU killed", false, true, true),
    EVERYTHING("service, libvirtd and QEMU killed", true, true, true),
    /** All connections end, and none can be made for a while. */
    LINK_CUT("link to libvirtd cut"),
    /** Nothing passes for a while, then everything does. */
    LINK_STALLED("link to libvirtd stalled"),
    /** Requests pass and are done, answers do not; then the link is cut. */
    LATE_SUCCESS("libvirtd's answers lost"),
    DISK_FULL("storage full"),
    /** It ends all connections, recovers and serves again. */
    DATABASE_CRASHED("the database crashed"),
    /** It keeps its connections and answers nothing for a while. */
    DATABASE_STILL("the database stands still"),
    SERVICE_AND_DATABASE("service killed and the database crashed", true, false, false),
    CLOCK_FORWARD("clock set forward"),
    CLOCK_BACK("clock set back"),
    HOST_FAILS("calls to the host fail"),
    HOST_FAILS_AFTER("calls to the host succeed and seem to fail"),
    HOST_AWAY("host unreachable"),
    /** The host fails, and the service is killed in the middle of coping with it. */
    SERVICE_AND_HOST_FAILS("service killed while the host fails", true, false, false);

    private final String text;
    private final boolean service;
    private final boolean daemon;
    private final boolean guests;

    Fault(String text) {
        this(text, false, false, false);
    }

    Fault(String text, boolean service, boolean daemon, boolean guests) {
        this.text = text;
        this.service = service;
        this.daemon = daemon;
        this.guests = guests;
    }

    String text() {
        return text;
    }

    boolean killsService() {
        return service;
    }

    boolean killsDaemon() {
        return daemon;
    }

    boolean killsGuests() {
        return guests;
    }

    boolean setsClock() {
        return this == CLOCK_FORWARD || this == CLOCK_BACK;
    }

    boolean hitsDatabase() {
        return this == DATABASE_CRASHED || this == DATABASE_STILL || this == SERVICE_AND_DATABASE;
    }

    boolean kills() {
        return service || daemon || guests;
    }

    /** Whether something else than a kill is done to the host. */
    boolean suffers() {
        return !kills() || this == SERVICE_AND_HOST_FAILS;
    }
}
