package org.stillframe.hypervisor.libvirt;

/**
 * A kind of image that a disk may have been before it came under snapshots.
 *
 * @param target the disk that it becomes
 * @param format what the definition says it is
 * @param file its name, which may be odd
 * @param blockBytes size of the logical blocks that the guest sees
 * @param script makes the file {@code $0} by shell commands, in a directory of its own
 */
record ImageKind(String target, String format, String file, int blockBytes, String script) {
    private static final int SECTOR = 512;

    static ImageKind raw(String target, long bytes) {
        return new ImageKind(target, "raw", "raw-" + target + ".img", SECTOR, "truncate -s " + bytes + " \"$0\"");
    }

    static ImageKind qcow2(String target, long bytes, String options) {
        return new ImageKind(
                target,
                "qcow2",
                "qcow2-" + target + ".qcow2",
                SECTOR,
                "qemu-img create -q -f qcow2 -o " + options + " \"$0\" " + bytes);
    }

    ImageKind named(String name) {
        return new ImageKind(target, format, name, blockBytes, script);
    }

    /** It ends up as a file of another format than it began. */
    ImageKind read(String finalFormat) {
        return new ImageKind(target, finalFormat, file, blockBytes, script);
    }

    ImageKind withBlocksOf(int bytes) {
        return new ImageKind(target, format, file, bytes, script);
    }

    ImageKind andThen(String more) {
        return new ImageKind(target, format, file, blockBytes, script + " && " + more);
    }
}
