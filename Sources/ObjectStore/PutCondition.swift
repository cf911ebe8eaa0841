/// What must hold for a ``ObjectStore/put(_:_:condition:)`` to be carried out.
package enum PutCondition: Sendable, Hashable {
    /// Nothing: whatever is there is replaced.
    case none
    /// No object has the key.
    case ifAbsent
    /// The object under the key still has this etag.
    case ifMatch(String)
}
