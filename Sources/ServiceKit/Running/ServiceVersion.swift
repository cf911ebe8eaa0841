/// What this build is called.
package enum ServiceVersion {
    /// Raised by hand with each release; `GIT_COMMIT` names the exact build behind it.
    package static let release = "0.1.0"

    /// The release, with the first 12 characters of `commit` behind a `+` where it is known.
    package static func named(commit: String?) -> String {
        guard let commit, !commit.isEmpty else { return release }
        return "\(release)+\(commit.prefix(12))"
    }
}
