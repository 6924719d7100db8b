package org.stillframe.faults;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What must be true of each guest, worked out from what was written inside it and from the operations that have ended. */
final class Ledger {
    private final Map<Guest, Account> accounts = new LinkedHashMap<>();
    private final Map<String, Site.Content> contents = new HashMap<>();
    private final Set<String> learned = new HashSet<>();
    private int markers;

    /** What is known of one guest. */
    static final class Account {
        /** Its server in the service; 0 while it is none. */
        long server;
        /** What its disks show from inside. */
        String marker;
        /** In the words of the API. */
        String power = Site.ACTIVE;
        /** What each snapshot shows. */
        final Map<Long, String> snapshots = new HashMap<>();
        /** What each restore and undo replaced. */
        final Map<String, String> replaced = new HashMap<>();

        /** @param holder the snapshot or the operation whose safety point it is */
        String expected(String holder) {
            String found = replaced.get(holder);
            return found != null || !holder.matches("\\d+") ? found : snapshots.get(Long.valueOf(holder));
        }
    }

    Account of(Guest guest) {
        return accounts.computeIfAbsent(guest, any -> new Account());
    }

    Account ofServer(long server) {
        return accounts.values().stream().filter(account -> account.server == server).findFirst().orElseThrow();
    }

    String newMarker() {
        return "marker-" + ++markers;
    }

    /** What a layer held when it was first looked at, which it has to hold for ever; null if that was never. */
    Site.Content first(String layer) {
        return contents.get(layer);
    }

    void found(String layer, Site.Content content) {
        contents.put(layer, content);
    }

    /** Takes up what has ended since the last time; answers with it. */
    List<Books.Operation> learn(Books books) {
        List<Books.Operation> news = books.operations().stream()
                .filter(operation -> !operation.isOpen() && learned.add(operation.id()))
                .toList();
        news.forEach(operation -> accounts.values().stream()
                .filter(account -> account.server != 0 && account.server == operation.server())
                .findFirst()
                .ifPresent(account -> learn(account, operation)));
        return news;
    }

    private static void learn(Account account, Books.Operation operation) {
        boolean succeeded = operation.status().equals("SUCCEEDED");
        switch (operation.kind()) {
            case "SNAPSHOT_CREATE" -> {
                if (succeeded) {
                    account.snapshots.put(operation.snapshot(), account.marker);
                }
            }
            case "SNAPSHOT_RESTORE", "RESTORE_UNDO" -> {
                if (succeeded || isRestored(operation)) {
                    String goal = operation.undoes() == null
                            ? account.snapshots.get(operation.snapshot())
                            : account.replaced.get(operation.undoes());
                    account.replaced.put(operation.id(), account.marker);
                    account.marker = goal;
                }
            }
            case "SERVER_START" -> account.power = succeeded ? Site.ACTIVE : account.power;
            case "SERVER_STOP" -> account.power = succeeded ? Site.STOPPED : account.power;
            case "SERVER_RELEASE" -> {
                if (succeeded) {
                    account.server = 0;
                    account.snapshots.clear();
                    account.replaced.clear();
                }
            }
            default -> {
                // Deletes and reclaims change nothing that anybody sees.
            }
        }
    }

    private static boolean isRestored(Books.Operation failed) {
        return failed.error() != null && failed.error().startsWith("The disks are restored");
    }
}
