package org.stillframe.faults;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** Reads the chain of a disk from a domain's XML. */
final class DiskChains {
    private DiskChains() {}

    /** The files that the definition names for a disk, the head first. */
    static List<String> of(String xml, String target) {
        var disks = parse(xml).getElementsByTagName("disk");
        for (int i = 0; i < disks.getLength(); i++) {
            Element disk = (Element) disks.item(i);
            if (child(disk, "target").getAttribute("dev").equals(target)) {
                return files(disk);
            }
        }
        throw new IllegalStateException("There is no disk " + target);
    }

    private static List<String> files(Element disk) {
        List<String> files = new ArrayList<>();
        for (Element layer = disk; layer != null && child(layer, "source") != null; layer = child(layer, "backingStore")) {
            files.add(child(layer, "source").getAttribute("file"));
        }
        return files;
    }

    private static Element child(Element parent, String name) {
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node.getNodeName().equals(name)) {
                return (Element) node;
            }
        }
        return null;
    }

    private static Document parse(String xml) {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
        } catch (ParserConfigurationException | SAXException | IOException e) {
            throw new IllegalStateException(xml, e);
        }
    }
}
