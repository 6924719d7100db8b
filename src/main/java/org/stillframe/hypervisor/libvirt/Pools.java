package org.stillframe.hypervisor.libvirt;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.libvirt.Connect;
import org.libvirt.Error.ErrorNumber;
import org.libvirt.LibvirtException;
import org.libvirt.MissingCalls;
import org.libvirt.StoragePool;
import org.libvirt.StoragePoolInfo;
import org.stillframe.hypervisor.HostInfo;
import org.w3c.dom.Element;

/** The storage pools of a host, found by directory; a directory outside of all gets a pool of the service's own. */
final class Pools {
    private static final int REFRESH_TRIES = 100;
    private static final int REFRESH_PAUSE_MILLIS = 50;

    private final Connect connect;

    Pools(Connect connect) {
        this.connect = connect;
    }

    List<HostInfo.Pool> active() throws LibvirtException {
        List<HostInfo.Pool> pools = new ArrayList<>();
        for (String name : connect.listStoragePools()) {
            StoragePool pool = connect.storagePoolLookupByName(name);
            try {
                StoragePoolInfo info = pool.getInfo();
                pools.add(new HostInfo.Pool(name, directory(pool), info.capacity, info.available));
            } finally {
                pool.free();
            }
        }
        return pools;
    }

    /** The active pool of that directory; started or made if need be. Fails if the directory does not exist. */
    StoragePool ofDirectory(String directory) throws LibvirtException {
        try {
            return MissingCalls.poolOfDirectory(connect, directory);
        } catch (LibvirtException e) {
            if (!Failures.is(e, ErrorNumber.VIR_ERR_NO_STORAGE_POOL)) {
                throw e;
            }
        }
        StoragePool stopped = inactive(directory);
        return stopped == null ? make(directory) : start(stopped);
    }

    /** Has libvirt look at the pool's files anew. It refuses while it creates a file there, so that is waited for. */
    void refresh(StoragePool pool) throws LibvirtException {
        for (int i = 0; ; i++) {
            try {
                pool.refresh(0);
                return;
            } catch (LibvirtException e) {
                if (i == REFRESH_TRIES || !String.valueOf(e.getMessage()).contains("asynchronous jobs")) {
                    throw e;
                }
            }
            Pause.millis(REFRESH_PAUSE_MILLIS);
        }
    }

    static boolean isNetwork(StoragePool pool) throws LibvirtException {
        return "netfs".equals(Xml.attribute(Xml.parse(pool.getXMLDesc(0)), "type"));
    }

    private StoragePool inactive(String directory) throws LibvirtException {
        for (String name : connect.listDefinedStoragePools()) {
            StoragePool pool = connect.storagePoolLookupByName(name);
            if (directory.equals(directory(pool))) {
                return pool;
            }
            pool.free();
        }
        return null;
    }

    private static String directory(StoragePool pool) throws LibvirtException {
        return Xml.text(Xml.parse(pool.getXMLDesc(0)), "target", "path");
    }

    private StoragePool make(String directory) throws LibvirtException {
        Element root = Xml.root("pool");
        root.setAttribute("type", "dir");
        Xml.addText(root, "name", "stillframe-" + shortHash(directory));
        Xml.addText(Xml.add(root, "target"), "path", directory);
        StoragePool pool = connect.storagePoolDefineXML(Xml.write(root), 0);
        try {
            pool.create(0);
        } catch (LibvirtException e) {
            pool.undefine();
            pool.free();
            throw e;
        }
        pool.setAutostart(1);
        return pool;
    }

    private static StoragePool start(StoragePool pool) throws LibvirtException {
        try {
            pool.create(0);
            return pool;
        } catch (LibvirtException e) {
            pool.free();
            throw e;
        }
    }

    private static String shortHash(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 4);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
