/// What one input gave: its documents, and what could not be read of it.
package struct ParsedInput: Sendable {
    package var documents: [Document] = []
    package var failures: [DocumentFailure] = []
}
