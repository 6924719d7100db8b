package org.stillframe.hypervisor.libvirt;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerConfigurationException;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.stillframe.hypervisor.HypervisorException;
import org.stillframe.hypervisor.HypervisorException.Kind;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/**
 * Reading, building and writing the XML that libvirt speaks, always as a tree. It is the JDK's own parser: looking for
 * another one among all libraries took longer than the parsing, at every call.
 */
final class Xml {
    /** What XML may write in another way. */
    private static final Pattern ESCAPED = Pattern.compile("[^A-Za-z0-9/._+:@%~-]");

    /** Neither may be shared by threads, and each takes longer to make than a domain's definition takes to parse or write. */
    private static final ThreadLocal<DocumentBuilder> PARSER = ThreadLocal.withInitial(Xml::parser);

    private static final ThreadLocal<Transformer> WRITER = ThreadLocal.withInitial(Xml::writer);

    private Xml() {}

    static Element parse(String text) {
        try {
            return PARSER.get().parse(new InputSource(new StringReader(text))).getDocumentElement();
        } catch (SAXException | IOException e) {
            throw new HypervisorException(Kind.FAILED, "The host sent XML that cannot be read: " + e.getMessage(), e);
        }
    }

    /** Whether the value may stand in that text; false is certain, and cheaper to find out than by parsing. */
    static boolean mayHold(String text, String value) {
        return text.contains(value) || ESCAPED.matcher(value).find();
    }

    /** A new document's root element. */
    static Element root(String name) {
        Document document = PARSER.get().newDocument();
        return (Element) document.appendChild(document.createElement(name));
    }

    static String write(Element root) {
        try {
            StringWriter text = new StringWriter();
            WRITER.get().transform(new DOMSource(root), new StreamResult(text));
            return text.toString();
        } catch (TransformerException e) {
            throw new IllegalStateException("XML cannot be written", e);
        }
    }

    /** Appends a new element; attributes as name, value, name, value. */
    static Element add(Element parent, String name, String... attributes) {
        Element element = parent.getOwnerDocument().createElement(name);
        for (int i = 0; i < attributes.length; i += 2) {
            element.setAttribute(attributes[i], attributes[i + 1]);
        }
        parent.appendChild(element);
        return element;
    }

    static Element addText(Element parent, String name, String text) {
        Element element = add(parent, name);
        element.setTextContent(text);
        return element;
    }

    static List<Element> children(Element parent, String name) {
        List<Element> found = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && element.getTagName().equals(name)) {
                found.add(element);
            }
        }
        return found;
    }

    /** The element reached by those names from {@code from}, or null. */
    static Element at(Element from, String... names) {
        Element element = from;
        for (String name : names) {
            List<Element> found = element == null ? List.of() : children(element, name);
            element = found.isEmpty() ? null : found.get(0);
        }
        return element;
    }

    /** The text at those names, or null. */
    static String text(Element from, String... names) {
        Element element = at(from, names);
        return element == null ? null : element.getTextContent().trim();
    }

    /** The attribute's value, or null if the element or the attribute is missing. */
    static String attribute(Element element, String name) {
        return element == null || !element.hasAttribute(name) ? null : element.getAttribute(name);
    }

    private static DocumentBuilder parser() {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            return factory.newDocumentBuilder();
        } catch (ParserConfigurationException e) {
            throw new IllegalStateException("The XML parser lacks a required feature", e);
        }
    }

    private static Transformer writer() {
        try {
            Transformer transformer = TransformerFactory.newDefaultInstance().newTransformer();
            transformer.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
            return transformer;
        } catch (TransformerConfigurationException e) {
            throw new IllegalStateException("XML cannot be written", e);
        }
    }
}
