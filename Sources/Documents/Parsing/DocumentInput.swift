/// Bytes that hold one document or several.
package struct DocumentInput: Sendable {
    package var bytes: [UInt8]
    package var format: DocumentFormat
    /// The file as seen from its folder, or what else to call it in messages.
    package var name: String
    /// What holds where the bytes do not say otherwise; an empty id is made of the name.
    package var defaults: DocumentFields

    /// An input.
    package init(
        _ bytes: [UInt8],
        format: DocumentFormat,
        name: String,
        defaults: DocumentFields = DocumentFields(id: "")
    ) {
        self.bytes = bytes
        self.format = format
        self.name = name
        self.defaults = defaults
    }
}
