/// Header fields in their order, duplicates kept, looked up without regard to case.
package struct HTTPClientHeaders: Sendable {
    /// One field as it stands on the wire.
    package struct Field: Sendable, Equatable {
        /// The name in its original case (lower case over HTTP/2).
        package var name: String
        /// The value without surrounding white space.
        package var value: String
    }

    private var fields: [Field]

    /// No fields.
    package init() {
        fields = []
    }

    /// The fields in the order given.
    package init(_ fields: [(name: String, value: String)]) {
        self.fields = fields.map { Field(name: $0.name, value: $0.value) }
    }

    /// Adds a field behind the others, also when the name is there already.
    package mutating func append(_ name: String, _ value: String) {
        fields.append(Field(name: name, value: value))
    }

    /// Every value of `name`, in order.
    package func values(_ name: String) -> [String] {
        fields.lazy.filter { $0.name.equalsIgnoringASCIICase(name) }.map(\.value)
    }

    /// The first value of `name`; setting replaces every field of that name, `nil` removes them.
    package subscript(name: String) -> String? {
        get {
            fields.first { $0.name.equalsIgnoringASCIICase(name) }?.value
        }
        set {
            fields.removeAll { $0.name.equalsIgnoringASCIICase(name) }
            if let newValue { append(name, newValue) }
        }
    }

    /// Lengthens the last value: the obsolete way of folding a long header line.
    mutating func extendLast(with continuation: String) {
        guard let last = fields.indices.last else { return }
        fields[last].value += " " + continuation
    }
}

extension HTTPClientHeaders: RandomAccessCollection {
    package var startIndex: Int { fields.startIndex }
    package var endIndex: Int { fields.endIndex }
    package subscript(position: Int) -> Field { fields[position] }
}

extension HTTPClientHeaders: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, String)...) {
        fields = elements.map { Field(name: $0.0, value: $0.1) }
    }
}

extension String {
    /// Compares as HTTP compares names: A-Z equal a-z, all else bytewise.
    func equalsIgnoringASCIICase(_ other: String) -> Bool {
        guard utf8.count == other.utf8.count else { return false }
        return zip(utf8, other.utf8).allSatisfy { $0 == $1 || $0.lowercasedASCII == $1.lowercasedASCII }
    }
}

extension UInt8 {
    var lowercasedASCII: UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self | 0x20 : self
    }
}
