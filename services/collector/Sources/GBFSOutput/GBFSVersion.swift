/// The versions of GBFS that are published (github.com/MobilityData/gbfs, tags v2.3 and v3.0).
enum GBFSVersion: String, CaseIterable, Sendable {
    case v2 = "2.3"
    case v3 = "3.0"
}

/// The files that are published in each version.
enum GBFSFile: String, CaseIterable, Sendable {
    case discovery = "gbfs"
    case versions = "gbfs_versions"
    case systemInformation = "system_information"
    case stationInformation = "station_information"
    case stationStatus = "station_status"
    case systemRegions = "system_regions"
}

/// What a feed says of its system.
package struct GBFSSystem: Sendable {
    /// Stable id, e.g. `ttareungi-seoul`.
    package var systemID: String
    package var name: String
    /// IANA name, e.g. `Asia/Seoul`.
    package var timeZone: String
    /// Language of the names, e.g. `ko`.
    package var language: String
    package var contactEmail: String

    package init(
        systemID: String,
        name: String,
        timeZone: String = "Asia/Seoul",
        language: String = "ko",
        contactEmail: String = "gbfs@ttareungi.invalid"
    ) {
        self.systemID = systemID
        self.name = name
        self.timeZone = timeZone
        self.language = language
        self.contactEmail = contactEmail
    }
}

extension GBFSSystem {
    /// What we say of the city that `source` stands for.
    init(source: String, timeZone: String) {
        let name =
            switch source {
            case "simulation": "모의 도시 (ttareungi, simulated)"
            case "seoul": "서울자전거 따릉이"
            default: source
            }
        self.init(systemID: "ttareungi-\(source)", name: name, timeZone: timeZone.isEmpty ? "Asia/Seoul" : timeZone)
    }
}
