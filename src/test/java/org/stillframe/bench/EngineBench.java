package org.stillframe.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures create, restore and undo through the service, side by side with the same steps done by plain virsh commands, on
 * disks from 1 GiB to 1 TiB. Started by {@code ./bench engine}.
 */
public final class EngineBench {
    private static final List<Long> SIZES = List.of(1L, 10L, 100L, 1024L);
    private static final List<Long> ENDS = List.of(1L, 1024L);

    private static final int MISSED = 3;

    private EngineBench() {}

    public static void main(String[] arguments) throws IOException {
        Settings settings = Settings.read();
        Api api = new Api(settings.service(), settings.token());
        Guests guests = new Guests(settings.directory(), new Virsh(settings.uri()));
        Samples samples = new Samples();
        boolean undo = ServiceSide.canUndo(api);
        say("Warming up");
        Grid grid = new Grid(guests, api, settings.quick() ? ENDS : SIZES, undo, samples);
        grid.round(0, false);
        new WarmUp(guests, api).run(Rush.SERVERS);
        if (settings.measures("grid")) {
            for (int round = 1; round <= settings.rounds(); round++) {
                say("Round " + round + " of " + settings.rounds());
                grid.round(round, true);
            }
            say("What takes little alone, as often again");
            for (int round = 1; round <= settings.rounds(); round++) {
                grid.quickStepsOnly(settings.rounds() + round);
            }
        }
        if (settings.measures("agent")) {
            say("Guests with an agent");
            AgentGuests agents = new AgentGuests(guests, settings, api, ENDS, samples);
            for (int round = 0; round <= settings.rounds(); round++) {
                agents.round(round, round > 0);
            }
            agents.drop();
        }
        List<Rate> rates = new ArrayList<>();
        if (settings.measures("rush")) {
            for (boolean runs : List.of(true, false)) {
                say(Rush.SERVERS + (runs ? " running" : " stopped") + " servers at once");
                rates.add(new Rush(guests, api, runs).measure(settings.rounds()));
            }
        }
        if (settings.measures("directory")) {
            say("A directory with " + FullPool.OTHERS + " other volumes");
            new FullPool(guests, api, samples).measure(settings.rounds());
        }
        Report report = new Report(samples, rates, settings.rounds(), undo);
        System.out.print(report.text());
        Files.createDirectories(settings.json().toAbsolutePath().getParent());
        Files.writeString(settings.json(), report.json());
        if (settings.strict() && !report.keepsAll()) {
            System.exit(MISSED);
        }
    }

    private static void say(String text) {
        System.out.println(text);
    }
}
