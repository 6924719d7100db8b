package org.stillframe.faults;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Guests that boot a kernel under QEMU, on a private libvirtd that the service reaches over TCP. */
final class QemuSite implements Site {
    private static final String STORAGE_BYTES = "1g";
    private static final String DISK_BYTES = "32M";
    /** Anyone else has no storage of a size of its own, and a session's libvirtd. */
    private static final boolean ROOT = System.getProperty("user.name").equals("root");

    private static final Set<Fault> FOR_ANYONE = EnumSet.of(
            Fault.SERVICE,
            Fault.LIBVIRTD,
            Fault.QEMU,
            Fault.SERVICE_AND_LIBVIRTD,
            Fault.SERVICE_AND_QEMU,
            Fault.LIBVIRTD_AND_QEMU,
            Fault.EVERYTHING,
            Fault.LINK_CUT,
            Fault.LINK_STALLED,
            Fault.LATE_SUCCESS);

    private final Path scripts;
    private final Path directory;
    private final GuestShell shell;
    private final List<Guest> guests = new ArrayList<>();
    private String uri;
    private Link link;

    /** @param home the project's directory */
    QemuSite(Path home, Path directory) {
        this.scripts = home.resolve("server-config/demo");
        this.directory = directory;
        this.shell = new GuestShell(scripts.resolve("guest"), directory);
    }

    @Override
    public void open() {
        create(disks());
        create(directory.resolve("scratch"));
        if (ROOT) {
            Command.run("mount", "-t", "tmpfs", "-o", "size=" + STORAGE_BYTES, "stillframe-faults", disks().toString());
        }
        script("guest", "image", directory.toString());
        startDaemon();
        link = new Link(Path.of(uri.substring(uri.indexOf("socket=") + "socket=".length())));
        define("one-disk", 1);
        define("two-disks", 2);
        define("one-more", 1);
        guests.forEach(guest -> script("guest", "wait", directory.toString(), guest.name()));
    }

    private void define(String name, int disks) {
        List<String> words = new ArrayList<>(List.of("define", directory.toString(), name, "--memory", "96"));
        List<String> targets = new ArrayList<>();
        for (int i = 0; i < disks; i++) {
            words.addAll(List.of("--disk", DISK_BYTES));
            targets.add("vd" + (char) ('a' + i));
        }
        script("guest", words.toArray(String[]::new));
        script("guest", "boot", directory.toString(), name);
        guests.add(new Guest(name, UUID.fromString(virsh("domuuid", name)), targets));
    }

    @Override
    public List<Guest> guests() {
        return guests;
    }

    @Override
    public String uri() {
        return "qemu+tcp://127.0.0.1:" + link.port() + (ROOT ? "/system" : "/session");
    }

    @Override
    public Set<Fault> faults() {
        Set<Fault> faults = EnumSet.copyOf(FOR_ANYONE);
        if (ROOT) {
            faults.add(Fault.DISK_FULL);
        }
        return faults;
    }

    @Override
    public String power(Guest guest) {
        return switch (virsh("domstate", guest.name())) {
            case "running", "idle" -> ACTIVE;
            case "shut off", "crashed" -> STOPPED;
            default -> SUSPENDED;
        };
    }

    @Override
    public List<String> chain(Guest guest, String target) {
        return power(guest).equals(STOPPED)
                ? headers(definedHead(guest, target))
                : DiskChains.of(virsh("dumpxml", guest.name()), target);
    }

    /** The files below one, as their headers tell. */
    private static List<String> headers(String head) {
        return Command.run("qemu-img", "info", "-U", "--backing-chain", head).lines()
                .filter(line -> line.startsWith("image: "))
                .map(line -> line.substring("image: ".length()))
                .toList();
    }

    @Override
    public String definedHead(Guest guest, String target) {
        return DiskChains.of(virsh("dumpxml", "--inactive", guest.name()), target).get(0);
    }

    @Override
    public Set<String> files(Guest guest) {
        try (Stream<Path> files = Files.list(disks())) {
            return files.filter(file -> file.getFileName().toString().startsWith(guest.filePrefix()))
                    .map(Path::toString)
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean exists(String file) {
        return Files.exists(Path.of(file));
    }

    @Override
    public Content content(Path file) {
        return new DiskImage(directory.resolve("scratch")).read(file);
    }

    @Override
    public String sha256(Path file) {
        return new DiskImage(directory.resolve("scratch")).sum(file);
    }

    @Override
    public void write(Guest guest, String marker) {
        shell.write(guest, marker);
    }

    @Override
    public Optional<String> read(Guest guest) {
        return shell.read(guest);
    }

    @Override
    public List<String> leftovers() {
        List<String> found = new ArrayList<>();
        Set<String> names = guests.stream().map(Guest::name).collect(Collectors.toSet());
        virsh("list", "--all", "--name").lines().filter(name -> !name.isBlank() && !names.contains(name)).forEach(found::add);
        for (Guest guest : guests) {
            for (String target : guest.targets()) {
                String job = Command.attempt("virsh", "-q", "-c", uri, "blockjob", guest.name(), target).output();
                if (job.contains("Commit") || job.contains("Pull") || job.contains("Copy")) {
                    found.add("block job on " + guest.name() + " " + target + ": " + job);
                }
            }
        }
        return found;
    }

    @Override
    public void killDaemon() {
        kill(directory.resolve("libvirt/pid"));
    }

    @Override
    public void startDaemon() {
        String printed = script("libvirtd", "start", directory.toString());
        uri = printed.substring(printed.lastIndexOf('\n') + 1);
    }

    @Override
    public void killProcess(Guest guest) {
        Path running = directory.resolve(ROOT ? "libvirt/run/qemu" : "libvirt/run/libvirt/qemu/run");
        kill(running.resolve(guest.name() + ".pid"));
        kill(running.resolve("stillframe-merge-" + guest.uuid() + ".pid"));
    }

    /** By force, and nothing else before. */
    private static void kill(Path pidFile) {
        try {
            long pid = Long.parseLong(Files.readString(pidFile).strip().split(" ")[0]);
            ProcessHandle.of(pid).ifPresent(process -> {
                process.destroyForcibly();
                process.onExit().join();
            });
        } catch (IOException | NumberFormatException e) {
            // There is none.
        }
    }

    @Override
    public void suffer(Fault fault, RandomGenerator random) {
        switch (fault) {
            case LINK_CUT -> link.cut();
            case LINK_STALLED -> link.stall();
            case LATE_SUCCESS -> link.loseAnswers();
            case DISK_FULL -> fill();
            default -> throw new IllegalArgumentException(fault + " is nothing that happens to this host");
        }
    }

    private void fill() {
        byte[] zeros = new byte[1 << 20];
        for (int size = zeros.length; size >= 4096; size /= 16) {
            try (OutputStream filler = Files.newOutputStream(disks().resolve("filler-" + size))) {
                while (true) {
                    filler.write(zeros, 0, size);
                }
            } catch (IOException e) {
                // As full as it gets with pieces of that size.
            }
        }
    }

    /** QEMU pauses a guest that finds no room; making room and resuming it is the operator's part. */
    @Override
    public void heal() {
        link.mend();
        try (Stream<Path> files = Files.list(disks())) {
            for (Path file : files.filter(each -> each.getFileName().toString().startsWith("filler-")).toList()) {
                Files.delete(file);
                for (Guest guest : guests) {
                    Command.attempt("virsh", "-q", "-c", uri, "resume", guest.name());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Map<String, String> evidence(Guest guest) {
        Map<String, String> found = new LinkedHashMap<>();
        found.put("live.xml", Command.attempt("virsh", "-c", uri, "dumpxml", guest.name()).output());
        found.put("inactive.xml", Command.attempt("virsh", "-c", uri, "dumpxml", "--inactive", guest.name()).output());
        found.put("state", Command.attempt("virsh", "-c", uri, "domstate", "--reason", guest.name()).output());
        found.put("nodes", Command.attempt("virsh", "-c", uri, "qemu-monitor-command", guest.name(), "--pretty",
                        "{\"execute\":\"query-named-block-nodes\",\"arguments\":{\"flat\":true}}").output());
        files(guest).forEach(file -> found.put(
                Path.of(file).getFileName() + ".info", Command.attempt("qemu-img", "info", "-U", file).output()));
        found.put("qemu.log", Command.attempt(
                "tail", "-n", "60", directory.resolve("libvirt/log/qemu/" + guest.name() + ".log").toString()).output());
        found.put("libvirtd.log", Command.attempt("tail", "-n", "60", directory.resolve("libvirt/log/libvirtd.log").toString())
                .output());
        return found;
    }

    @Override
    public void close() {
        if (link != null) {
            link.close();
        }
        Command.attempt(Map.of("STILLFRAME_GUEST_GRACE", "0"),
                List.of(scripts.resolve("libvirtd").toString(), "stop", directory.toString()));
        if (ROOT) {
            Command.attempt("umount", "-l", disks().toString());
        }
    }

    private Path disks() {
        return directory.resolve("disks");
    }

    private String script(String name, String... words) {
        List<String> all = new ArrayList<>(List.of(scripts.resolve(name).toString()));
        all.addAll(List.of(words));
        return Command.run(all.toArray(String[]::new));
    }

    private String virsh(String... words) {
        List<String> all = new ArrayList<>(List.of("virsh", "-q", "-c", uri));
        all.addAll(List.of(words));
        return Command.run(all.toArray(String[]::new));
    }

    private static void create(Path place) {
        try {
            Files.createDirectories(place);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
