import Glibc

extension Float {
    /// The natural logarithm.
    var logarithm: Float { Float(log(Double(self))) }
}
