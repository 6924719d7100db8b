package org.stillframe.faults;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Clients at work, one fault in the middle of it, and a look at what came of it. */
final class Round {
    private static final List<Action> ACTIONS = List.of(
            Action.CREATE, Action.CREATE, Action.CREATE, Action.RESTORE, Action.RESTORE, Action.UNDO, Action.DELETE,
            Action.DELETE, Action.STOP, Action.START, Action.RELEASE);
    private static final int SHORT_MILLIS = 4000;
    /** Longer than libvirt's keep-alive waits. */
    private static final int LONG_MILLIS = 22_000;
    private static final int LONGEST_JUMP_SECONDS = 7200;

    private final Site site;
    private final Installation installation;
    private final Ledger ledger;
    private final Random random;
    private final Fault fault;
    private final Moment moment;
    private final List<Guest> hit = new ArrayList<>();

    Round(Site site, Installation installation, Ledger ledger, Fault fault, Moment moment, Random random) {
        this.site = site;
        this.installation = installation;
        this.ledger = ledger;
        this.fault = fault;
        this.moment = moment;
        this.random = random;
    }

    /**
     * What came of it.
     *
     * @param step the step that the operation in the middle of things was in when the fault came
     * @param answering seconds until the service answered again
     * @param settled seconds from then until nothing was unfinished
     * @param begun what the clients began
     * @param ended how their operations ended
     */
    record Result(
            Fault fault, Moment moment, String step, double answering, double settled,
            Map<Action, Integer> begun, Map<String, Integer> ended, List<String> violations) {}

    Result run(boolean whole) throws IOException {
        List<Guest> guests = new ArrayList<>(site.guests());
        Collections.shuffle(guests, random);
        Guest middle = guests.get(0);
        Load load = new Load(installation.client(), ledger);
        if (isThereBefore()) {
            site.suffer(fault, random);
        }
        for (Guest guest : guests) {
            List<Action> actions = new ArrayList<>(guest == middle ? List.of(moment.action()) : List.of());
            actions.add(ACTIONS.get(random.nextInt(ACTIONS.size())));
            load.begin(guest, actions, new Random(random.nextLong()));
        }
        String step = moment.await(load, middle, installation.client());
        strike(middle, guests);
        hold();
        mend();
        long mended = System.nanoTime();
        installation.awaitAnswer();
        double answering = (System.nanoTime() - mended) / 1e9;
        List<String> violations = new ArrayList<>(load.end());
        double settled = new Settling(installation, site, ledger).await();
        Books books = installation.books();
        Map<String, Integer> ended = learn(books);
        violations.addAll(new Truth(site, ledger, installation.client(), books).violations(hit, whole));
        return new Result(fault, moment, step, answering, settled, new EnumMap<>(begun(load)), ended, violations);
    }

    Result brokenOff(String violation) {
        return new Result(fault, moment, "", 0, 0, Map.of(), Map.of(), List.of(violation));
    }

    private static Map<Action, Integer> begun(Load load) {
        Map<Action, Integer> begun = new EnumMap<>(Action.class);
        begun.putAll(load.begun());
        return begun;
    }

    /** A host that fails fails from the start; links and processes go in the middle. */
    private boolean isThereBefore() {
        return switch (fault) {
            case DISK_FULL, HOST_FAILS, HOST_FAILS_AFTER, SERVICE_AND_HOST_FAILS -> true;
            default -> false;
        };
    }

    private void strike(Guest middle, List<Guest> guests) {
        List<Runnable> blows = new ArrayList<>();
        if (fault.killsService()) {
            blows.add(installation::kill);
        }
        if (fault.killsDaemon()) {
            blows.add(site::killDaemon);
        }
        if (fault.killsGuests()) {
            hit.add(middle);
            guests.stream().filter(guest -> guest != middle && random.nextInt(3) == 0).forEach(hit::add);
            hit.forEach(guest -> blows.add(() -> site.killProcess(guest)));
        }
        if (fault.hitsDatabase()) {
            blows.add(() -> installation.database().suffer(fault));
        } else if (!fault.kills() && !isThereBefore()) {
            blows.add(this::suffer);
        }
        Collections.shuffle(blows, random);
        blows.forEach(Runnable::run);
    }

    private void suffer() {
        if (fault.setsClock()) {
            int seconds = 10 + random.nextInt(LONGEST_JUMP_SECONDS);
            installation.jump(fault == Fault.CLOCK_FORWARD ? seconds : -seconds);
        } else {
            site.suffer(fault, random);
        }
    }

    private void hold() {
        boolean lasting = fault == Fault.LINK_STALLED || fault == Fault.LATE_SUCCESS || fault == Fault.DATABASE_STILL;
        Pause.millis(lasting && random.nextInt(3) == 0
                ? LONG_MILLIS
                : fault.kills() ? random.nextInt(1000) : 500 + random.nextInt(SHORT_MILLIS));
    }

    private void mend() {
        List<Runnable> mending = new ArrayList<>();
        if (fault.killsService()) {
            mending.add(installation::start);
        }
        if (fault.killsDaemon()) {
            mending.add(site::startDaemon);
        }
        Collections.shuffle(mending, random);
        mending.forEach(Runnable::run);
        if (fault.hitsDatabase()) {
            installation.database().heal();
        } else if (fault.suffers() && !fault.setsClock()) {
            site.heal();
        }
    }

    /** Where something failed, the power may not be what the client had wished for. */
    private Map<String, Integer> learn(Books books) {
        Map<String, Integer> ended = new LinkedHashMap<>();
        for (Books.Operation operation : ledger.learn(books)) {
            ended.merge(operation.kind().toLowerCase(java.util.Locale.ROOT) + " "
                    + operation.status().toLowerCase(java.util.Locale.ROOT), 1, Integer::sum);
            if (operation.status().equals("FAILED") && !fault.equals(Fault.SERVICE)) {
                site.guests().stream().filter(guest -> ledger.of(guest).server == operation.server()).forEach(hit::add);
            }
        }
        return ended;
    }
}
