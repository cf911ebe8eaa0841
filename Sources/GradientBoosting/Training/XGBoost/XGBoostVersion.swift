/// A version of XGBoost's library.
struct XGBoostVersion: Comparable, CustomStringConvertible {
    let major: Int32
    let minor: Int32
    let patch: Int32

    init(_ functions: XGBoostFunctions) {
        var numbers: (Int32, Int32, Int32) = (0, 0, 0)
        unsafe functions.version(&numbers.0, &numbers.1, &numbers.2)
        (major, minor, patch) = numbers
    }

    init(_ major: Int32, _ minor: Int32) {
        (self.major, self.minor, patch) = (major, minor, 0)
    }

    static func < (left: Self, right: Self) -> Bool {
        (left.major, left.minor, left.patch) < (right.major, right.minor, right.patch)
    }

    var description: String { "\(major).\(minor).\(patch)" }
}
