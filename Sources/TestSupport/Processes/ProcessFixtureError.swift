/// A fixture could not be set up.
package struct ProcessFixtureError: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) {
        self.description = description
    }
}
