package org.stillframe.drift;

import static java.util.Objects.requireNonNull;

/**
 * One difference between what is known and what a host says.
 *
 * @param serverId the server concerned, or null if it is about the host as a whole
 * @param snapshotId the snapshot concerned, or null
 * @param subject what tells it from others of its kind on the same server: a disk's target, a path, an id
 * @param detail a sentence for the operator, which names what is concerned and what it means
 */
public record Finding(Long serverId, Long snapshotId, DriftKind kind, String subject, String detail) {
    private static final int LONGEST_SUBJECT = 1000;
    private static final int LONGEST_DETAIL = 4000;

    public Finding {
        requireNonNull(kind, "kind is null");
        requireNonNull(subject, "subject is null");
        requireNonNull(detail, "detail is null");
        subject = cut(subject, LONGEST_SUBJECT);
        detail = cut(detail, LONGEST_DETAIL);
    }

    private static String cut(String text, int longest) {
        return text.length() > longest ? text.substring(0, longest) : text;
    }

    /** The same for the same difference, whenever it is found. */
    String key() {
        return serverId + ":" + kind + ":" + subject;
    }

    boolean isSameAs(Finding other) {
        return key().equals(other.key());
    }
}
