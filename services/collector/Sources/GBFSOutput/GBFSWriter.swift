import Core

/// Writes the files of a GBFS feed from a snapshot.
struct GBFSWriter {
    let version: GBFSVersion
    let system: GBFSSystem
    /// Scheme, host and the path before the version, e.g. `http://127.0.0.1:8080/gbfs`.
    let baseURL: String

    /// The whole file; `ttlSeconds` is the time to the next poll.
    func file(_ file: GBFSFile, snapshot: Snapshot, ttlSeconds: Int) -> [UInt8] {
        var writer = JSONWriter(capacity: 4096 + snapshot.stations.count * 240)
        writer.beginObject()
        time("last_updated", snapshot.observedAt, snapshot, &writer)
        writer.field("ttl", ttlSeconds)
        writer.field("version", version.rawValue)
        writer.key("data")
        writer.beginObject()
        switch file {
        case .discovery: discovery(&writer)
        case .versions: versions(&writer)
        case .systemInformation: systemInformation(&writer)
        case .stationInformation: stations(snapshot, &writer, stationInformation)
        case .stationStatus: stations(snapshot, &writer) { stationStatus($0, snapshot, &$1) }
        case .systemRegions: regions(snapshot, &writer)
        }
        writer.endObject()
        writer.endObject()
        return writer.bytes
    }

    private func discovery(_ writer: inout JSONWriter) {
        if version == .v2 {
            writer.key(system.language)
            writer.beginObject()
        }
        writer.key("feeds")
        writer.beginArray()
        for file in GBFSFile.allCases where file != .discovery {
            writer.beginObject()
            writer.field("name", file.rawValue)
            writer.field("url", url(file, version))
            writer.endObject()
        }
        writer.endArray()
        if version == .v2 { writer.endObject() }
    }

    private func versions(_ writer: inout JSONWriter) {
        writer.key("versions")
        writer.beginArray()
        for version in GBFSVersion.allCases {
            writer.beginObject()
            writer.field("version", version.rawValue)
            writer.field("url", url(.discovery, version))
            writer.endObject()
        }
        writer.endArray()
    }

    private func systemInformation(_ writer: inout JSONWriter) {
        writer.field("system_id", system.systemID)
        switch version {
        case .v2: writer.field("language", system.language)
        case .v3:
            writer.key("languages")
            writer.beginArray()
            writer.string(system.language)
            writer.endArray()
            writer.field("opening_hours", "24/7")
        }
        localized("name", system.name, &writer)
        writer.field("timezone", system.timeZone)
        writer.field("feed_contact_email", system.contactEmail)
    }

    /// Stations nobody can place are left out of every file: coordinates are required, and each station must be in both files.
    private func stations(
        _ snapshot: Snapshot,
        _ writer: inout JSONWriter,
        _ encode: (StationStatus, inout JSONWriter) -> Void
    ) {
        writer.key("stations")
        writer.beginArray()
        for status in snapshot.stations where status.station.location != nil {
            writer.beginObject()
            writer.field("station_id", status.station.id)
            encode(status, &writer)
            writer.endObject()
        }
        writer.endArray()
    }

    private func stationInformation(_ status: StationStatus, _ writer: inout JSONWriter) {
        let station = status.station
        localized("name", station.name, &writer)
        if !station.number.isEmpty { localized("short_name", station.number, &writer) }
        writer.field("lat", station.location?.latitude ?? 0, decimals: 6)
        writer.field("lon", station.location?.longitude ?? 0, decimals: 6)
        writer.field("capacity", station.racks)
        if !station.district.isEmpty { writer.field("region_id", station.district) }
    }

    /// Renting goes on at an empty station and returning at a full one: the flags tell of rules, not of counts.
    private func stationStatus(_ status: StationStatus, _ snapshot: Snapshot, _ writer: inout JSONWriter) {
        writer.field(version == .v2 ? "num_bikes_available" : "num_vehicles_available", status.bikes)
        writer.field("num_docks_available", status.docksFree)
        writer.field("is_installed", true)
        writer.field("is_renting", true)
        writer.field("is_returning", true)
        time("last_reported", status.observedAt, snapshot, &writer)
    }

    private func regions(_ snapshot: Snapshot, _ writer: inout JSONWriter) {
        writer.key("regions")
        writer.beginArray()
        for name in Set(snapshot.stations.map(\.station.district)).sorted() where !name.isEmpty {
            writer.beginObject()
            writer.field("region_id", name)
            localized("name", name, &writer)
            writer.endObject()
        }
        writer.endArray()
    }

    private func localized(_ key: String, _ text: String, _ writer: inout JSONWriter) {
        guard version == .v3 else { return writer.field(key, text) }
        writer.key(key)
        writer.beginArray()
        writer.beginObject()
        writer.field("text", text)
        writer.field("language", system.language)
        writer.endObject()
        writer.endArray()
    }

    private func time(_ key: String, _ timestamp: Timestamp, _ snapshot: Snapshot, _ writer: inout JSONWriter) {
        switch version {
        case .v2: writer.field(key, Int(timestamp.seconds))
        case .v3: writer.field(key, ZonedTimestamp(timestamp, utcOffsetSeconds: snapshot.utcOffsetSeconds))
        }
    }

    private func url(_ file: GBFSFile, _ version: GBFSVersion) -> String {
        "\(baseURL)/\(version.rawValue)/\(file.rawValue).json"
    }
}
