package org.stillframe.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * Has the service do what it does all day until it has compiled that, as one that has been up since yesterday has. Creates are what is
 * measured most closely, so they are what it is warmed up with.
 */
final class WarmUp {
    private static final int CYCLES = 45;
    private static final String POOL = "warm-up";

    private final Guests guests;
    private final Api api;

    WarmUp(Guests guests, Api api) {
        this.guests = guests;
        this.api = api;
    }

    /** Creates a snapshot of each of so many running servers at once and deletes them again, so many times. */
    void run(int servers) {
        guests.pool(POOL);
        List<Guest> made = new ArrayList<>();
        List<ServiceSide> served = new ArrayList<>();
        for (int i = 0; i < servers; i++) {
            Guest guest = guests.make(POOL + "-" + i, POOL, 10, true);
            made.add(guest);
            served.add(ServiceSide.of(api, guest.name()));
        }
        for (int cycle = 0; cycle < CYCLES; cycle++) {
            Together.run(servers, served.stream().map(side -> (Runnable) side::create).toList());
            Together.run(servers, served.stream().map(side -> (Runnable) side::delete).toList());
        }
        Together.run(servers, made.stream().map(guest -> (Runnable) () -> guests.drop(guest)).toList());
        guests.dropPool(POOL);
    }
}
