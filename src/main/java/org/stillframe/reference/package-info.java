/** What the service tells of itself to those who write clients: the API reference and the meaning of errors. */
package org.stillframe.reference;
