/// Why a model file was refused: one line for the log and for whoever asked for the model.
package struct ModelFormatError: Error, Equatable, CustomStringConvertible {
    /// What is wrong, in one line.
    package let message: String
    /// Where, such as "line 41", "byte 17" or "tree 3"; empty when the file as a whole is meant.
    package let place: String

    package init(_ message: String, at place: String = "") {
        self.message = message
        self.place = place
    }

    package var description: String { place.isEmpty ? message : "\(place): \(message)" }
}
