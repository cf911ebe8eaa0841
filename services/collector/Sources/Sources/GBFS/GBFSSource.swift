package import Core
package import Curl
package import Recordings

/// Any system that publishes GBFS 2.x or 3.x (github.com/MobilityData/gbfs).
package actor GBFSSource: StationSource {
    package nonisolated let name: String
    private let client: HTTPClient
    private let discoveryURL: String
    private let zones: ZoneDirectory
    /// Real time one file may take.
    private let fileTimeout: Duration
    private var system: System?
    private static let languages = ["ko", "en"]
    private static let maximumFileBytes = 32 << 20
    /// What stands still is read again this often, by the suite's clock.
    private static let systemLifetimeSeconds = 3600.0

    /// Reads the system whose `gbfs.json` stands at `discoveryURL`; `name` is what its records are marked with.
    package init(
        client: HTTPClient,
        discoveryURL: String,
        name: String,
        fileTimeout: Duration = .seconds(10),
        zones: ZoneDirectory = ZoneDirectory()
    ) {
        self.fileTimeout = fileTimeout
        self.client = client
        self.discoveryURL = discoveryURL
        self.name = name
        self.zones = zones
    }

    package func read(at now: Timestamp) async throws -> SourceReading {
        let system = try await currentSystem(at: now)
        async let information = file(system.informationURL)
        async let status = file(system.statusURL)
        let (informationBody, statusBody) = try await (information, status)
        do throws(JSONError) {
            var stations = GBFSStations(languages: Self.languages)
            try stations.readInformation(informationBody, regions: system.regions)
            let lastUpdated = try stations.readStatus(statusBody)
            let observedAt = min(lastUpdated ?? now, now)
            return SourceReading(
                observedAt: observedAt,
                utcOffsetSeconds: system.zone?.utcOffsetSeconds(at: observedAt) ?? 0,
                timeZone: system.timeZone,
                rows: stations.allRows()
            )
        } catch {
            throw SourceError(.malformed, "the GBFS feed is not what it should be: \(error)")
        }
    }

    private func currentSystem(at now: Timestamp) async throws -> System {
        if let system, abs(now.secondsSince(system.readAt)) < Self.systemLifetimeSeconds { return system }
        let fresh = try await readSystem(at: now)
        system = fresh
        return fresh
    }

    private func readSystem(at now: Timestamp) async throws -> System {
        let body = try await file(discoveryURL)
        do {
            let urls = try GBFSDiscovery(body, languages: Self.languages).urls
            guard let informationURL = urls["station_information"], let statusURL = urls["station_status"],
                let systemURL = urls["system_information"]
            else { throw JSONError("station_information, station_status or system_information is not listed", at: 0) }
            let information = try GBFSSystemInformation(try await file(systemURL))
            var regions: [String: String] = [:]
            if let regionsURL = urls["system_regions"] {
                regions = try GBFSRegions.names(try await file(regionsURL), languages: Self.languages)
            }
            return System(
                timeZone: information.timeZone,
                zone: await zones.rules(information.timeZone),
                informationURL: informationURL,
                statusURL: statusURL,
                regions: regions,
                readAt: now
            )
        } catch let error as JSONError {
            throw SourceError(.malformed, "the GBFS feed is not what it should be: \(error)")
        }
    }

    private func file(_ url: String) async throws -> [UInt8] {
        let answer: HTTPClientCollectedResponse
        do throws(HTTPClientError) {
            let request = HTTPClientRequest(method: "GET", url: url, timeout: fileTimeout, acceptCompressed: true)
            answer = try await client.fetch(request, maximumBytes: Self.maximumFileBytes, retry: .transient)
        } catch {
            throw SourceError(.transport, "a GBFS file: \(error)")
        }
        guard answer.status == 200 else { throw SourceError(.transport, "a GBFS file: HTTP status \(answer.status)") }
        return answer.body
    }

    private struct System {
        let timeZone: String
        let zone: ZoneRules?
        let informationURL: String
        let statusURL: String
        let regions: [String: String]
        let readAt: Timestamp
    }
}
